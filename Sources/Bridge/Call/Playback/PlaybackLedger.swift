/// What became of all sound on its way to the caller: an exact account by response, in samples of the caller's clock.
///
/// Twilio plays what it is sent in order and in real time, and returns a mark when everything before it was played; between
/// marks ``PlayoutBuffer`` tells. After `clear` Twilio returns the marks it still has at once, so those say nothing
/// (Twilio, "Media Streams - WebSocket Messages").
///
/// A mark proves that what stands before it was played. That playing is *behind* what the buffer tells is believed where
/// two marks in a row say so, and as far as both do: a single mark may itself have been late. A mark's own age is judged by
/// the media messages around it, so that a slow line back does not count; see ``StreamClock``.
struct PlaybackLedger: Hashable {
    typealias Instant = ContinuousClock.Instant

    /// Marks that are remembered, outstanding or cleared: more than one a second for ten minutes of sound.
    static let markLimit = 1024

    /// The accounts that are not settled, oldest first.
    var accounts: [SoundAccount] = []
    /// What Twilio holds, by the clock.
    var buffer = PlayoutBuffer()
    /// From something sent to Twilio to its answer, at its quickest; `nil` before the first.
    var roundTrip: Duration?
    /// What was played since it was last taken; noted only where ``notesStretches``.
    var stretches: [PlayedStretch] = []
    /// Whether what is played is noted, for a recording.
    var notesStretches = false

    var lastFrameArrival: Instant?
    var settled = PlaybackTotals()
    private var accountCount = 0
    var outstanding: [OutstandingMark] = []
    var clearedMarks: [OutstandingMark] = []
    /// How much had been sent when the last mark returned or the buffer was last cleared.
    var settledPosition = 0
    /// How much of what was sent stands in stretches, or was cleared.
    var notedPosition = 0
    /// How many frames late the last mark was, where it was late.
    var lateness: Int?
}

// MARK: - What is sent

extension PlaybackLedger {
    /// Opens an account, or the last one again where more of the same event's sound comes; returns its number.
    mutating func open(_ source: SoundAccount.Source, eventID: Int? = nil) -> Int {
        if source == .agent, eventID != nil, let last = accounts.lastIndex(where: { $0.source == .agent }),
            accounts[last].eventID == eventID, accounts[last].cleared == 0
        {
            accounts.append(accounts.remove(at: last))
            accounts[accounts.count - 1].isOpen = true
        } else {
            accountCount += 1
            accounts.append(SoundAccount(number: accountCount, source: source, eventID: eventID))
        }
        return accounts[accounts.count - 1].number
    }

    /// Whether an account of this kind is open.
    func isOpen(_ source: SoundAccount.Source) -> Bool {
        accounts.last.map { $0.isOpen && $0.source == source } ?? false
    }

    /// Sound came for the open account, and so much of its sound is now held by the converter.
    mutating func received(_ count: Int, holding held: Int = 0) {
        guard !accounts.isEmpty else { return }
        accounts[accounts.count - 1].received += count
        accounts[accounts.count - 1].held = held
    }

    /// Sound of the open account came, and there is no room for it at Twilio.
    mutating func discarded(_ count: Int) {
        guard !accounts.isEmpty else { return }
        accounts[accounts.count - 1].dropped += count
    }

    /// So much sound came that belongs to no account and is not sent.
    mutating func dropped(_ count: Int) {
        settled.received += count
        settled.dropped += count
    }

    /// Sound of the open account went to the caller.
    mutating func sent(_ count: Int, at now: Instant) {
        guard !accounts.isEmpty else { return }
        advance(to: now)
        accounts[accounts.count - 1].sent(count, at: buffer.sentByteCount)
        buffer.send(count, at: now)
    }

    /// No more comes of the open account.
    mutating func close(at now: Instant) {
        guard let last = accounts.indices.last else { return }
        accounts[last].isOpen = false
        accounts[last].expectedEnd = buffer.end ?? now
    }

    /// A mark went to the caller.
    mutating func markSent(_ name: String, at now: Instant) {
        advance(to: now)
        // It is as good as lost, and the next will settle it.
        if outstanding.count == Self.markLimit { outstanding.removeFirst() }
        outstanding.append(
            OutstandingMark(
                name: name, position: buffer.sentByteCount, expected: buffer.lastTick(at: now),
                isEcho: buffer.queuedByteCount == 0 && outstanding.isEmpty))
    }
}
