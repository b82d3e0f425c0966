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

    /// What a returned mark told.
    enum MarkMeaning: Hashable {
        /// Everything before it was played.
        case played
        /// It was outstanding when the buffer was cleared.
        case cleared
        /// No such mark is outstanding.
        case unknown
    }

    private struct Mark: Hashable {
        var name: String
        /// How much had been sent before it.
        var position: Int
        /// When Twilio should return it, on the clock of what we send.
        var expected: Instant
        /// Nothing waited before it, so that it measures the way there and back.
        var isEcho: Bool
    }

    /// Marks that are remembered, outstanding or cleared: more than one a second for ten minutes of sound.
    private static let markLimit = 1024

    /// The accounts that are not settled, oldest first.
    private(set) var accounts: [SoundAccount] = []
    /// What Twilio holds, by the clock.
    private(set) var buffer = PlayoutBuffer()
    /// From something sent to Twilio to its answer, at its quickest; `nil` before the first.
    private(set) var roundTrip: Duration?
    /// What was played since it was last taken; noted only where ``notesStretches``.
    private(set) var stretches: [PlayedStretch] = []
    /// Whether what is played is noted, for a recording.
    var notesStretches = false

    private var lastFrameArrival: Instant?
    private var settled = PlaybackTotals()
    private var accountCount = 0
    private var outstanding: [Mark] = []
    private var clearedMarks: [Mark] = []
    /// How much had been sent when the last mark returned or the buffer was last cleared.
    private var settledPosition = 0
    /// How much of what was sent stands in stretches, or was cleared.
    private var notedPosition = 0
    /// How many frames late the last mark was, where it was late.
    private var lateness: Int?
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
            Mark(
                name: name, position: buffer.sentByteCount, expected: buffer.lastTick(at: now),
                isEcho: buffer.queuedByteCount == 0 && outstanding.isEmpty))
    }
}

// MARK: - What comes back

extension PlaybackLedger {
    /// Time passes.
    mutating func advance(to now: Instant) {
        guard let stretch = buffer.advance(to: now) else { return }
        note(stretch.byteCount, from: stretch.start)
    }

    /// The next so many bytes were played, from this moment on. Where playing was set back it goes on all the same, for that
    /// may yet be taken back; but no more is noted than was sent.
    private mutating func note(_ count: Int, from start: Instant) {
        guard notesStretches else { return }
        let count = min(count, buffer.sentByteCount - notedPosition)
        guard count > 0 else { return }
        notedPosition += count
        stretches.append(PlayedStretch(byteCount: count, start: start))
    }

    /// The stretches noted were made use of.
    mutating func forgetStretches() { stretches.removeAll(keepingCapacity: true) }

    /// Twilio took a frame, or would have, when it sent the media message that arrived at this moment.
    mutating func observe(frameArrival: Instant) {
        lastFrameArrival = frameArrival
        buffer.observe(tick: frameArrival - (roundTrip ?? .zero))
    }

    /// A mark came back; `sentBack` is when it would have come, had nothing held it up on its way.
    mutating func markReturned(_ name: String, sentBack: Instant, at now: Instant) -> MarkMeaning {
        advance(to: now)
        if let index = outstanding.firstIndex(where: { $0.name == name }) {
            let mark = outstanding[index]
            // Marks are returned in order, so those before it are settled with it, should they have been lost.
            outstanding.removeSubrange(...index)
            settledPosition = max(settledPosition, mark.position)
            measure(mark, sentBack: mark.isEcho ? now : sentBack)
            buffer.played(upTo: mark.position)
            judge(mark, sentBack: sentBack, at: now)
            // What the clock had not reached was played by now all the same: each byte stands in one stretch.
            note(buffer.head - notedPosition, from: buffer.startOfHead ?? now)
            return .played
        }
        guard let index = clearedMarks.firstIndex(where: { $0.name == name }) else { return .unknown }
        let mark = clearedMarks[index]
        clearedMarks.removeSubrange(...index)
        // It had nothing to wait for, and so was on its way back when the clear came.
        if mark.isEcho { measure(mark, sentBack: now) }
        return .cleared
    }

    /// `clear` was sent: what was not played by now is cleared, and what is held is dropped.
    mutating func clear(at now: Instant) {
        advance(to: now)
        clear()
    }

    private mutating func clear() {
        let head = buffer.head
        for index in accounts.indices { accounts[index].clear(from: head) }
        buffer.clear()
        settledPosition = buffer.sentByteCount
        notedPosition = buffer.sentByteCount
        lateness = nil
        clearedMarks.append(contentsOf: outstanding)
        clearedMarks.removeFirst(max(0, clearedMarks.count - Self.markLimit))
        outstanding.removeAll()
    }

    /// Twilio stopped playing at the moment at which what arrives now was sent back.
    mutating func stopped(sentBack: Instant) {
        let before = buffer.head
        buffer.rewind(to: sentBack - (roundTrip ?? .zero))
        let open = accounts.reduce(0) { $0 + $1.played(upTo: before) - $1.played(upTo: buffer.head) }
        // The rest was cleared by an order that came too late, and its account is settled.
        let closed = before - buffer.head - open
        buffer.played(upTo: buffer.head + closed)
        settled.played -= closed
        settled.cleared += closed
    }

    /// Playing may be late but never early, so the quickest mark shows the way; one that waited for sound does so only as
    /// well as it was known when that began.
    private mutating func measure(_ mark: Mark, sentBack: Instant) {
        measured(roundTrip: mark.expected.duration(to: sentBack) + (mark.isEcho ? .zero : PlayoutBuffer.tick * 2))
    }

    /// So long it took from something sent to what answers it; the quickest counts.
    mutating func measured(roundTrip: Duration) {
        let time = max(.zero, roundTrip)
        guard time < self.roundTrip ?? time + .nanoseconds(1) else { return }
        self.roundTrip = time
        if let lastFrameArrival { buffer.observe(tick: lastFrameArrival - time) }
    }

    private mutating func judge(_ mark: Mark, sentBack: Instant, at now: Instant) {
        guard let roundTrip else { return }
        let late = PlayoutBuffer.frames(in: mark.expected.duration(to: sentBack - roundTrip))
        guard late > 0 else {
            lateness = nil
            // Nothing makes a mark early: our sound came before a frame that it was thought to have missed.
            if late == -1, !mark.isEcho { setBack(frames: late, at: now) }
            return
        }
        defer { lateness = lateness == nil ? late : nil }
        if let before = lateness { setBack(frames: min(before, late), at: now) }
    }

    private mutating func setBack(frames: Int, at now: Instant) {
        let delay = PlayoutBuffer.tick * frames
        buffer.setBack(frames: frames, notBehind: settledPosition, at: now)
        for index in outstanding.indices { outstanding[index].expected += delay }
        for index in accounts.indices { accounts[index].expectedEnd? += delay }
    }
}

// MARK: - What is known

extension PlaybackLedger {
    /// Whether Twilio may still hold sound: it was sent, and no mark after it has come back.
    var mayBePlaying: Bool { buffer.sentByteCount > settledPosition }

    /// Whether a mark that tells of playing has still to come back.
    var awaitsMarks: Bool { !outstanding.isEmpty }

    /// When all that was sent will have been played, by the clock; `nil` where nothing was sent.
    var playbackEnd: Instant? { buffer.end }

    /// Whether Twilio has room for so much more.
    func hasRoom(for count: Int) -> Bool { buffer.queuedByteCount + count <= PlayoutBuffer.capacity }

    /// Whether sound of this kind waits at Twilio.
    func isQueued(_ source: SoundAccount.Source) -> Bool {
        accounts.contains { $0.source == source && $0.end > buffer.head }
    }

    /// How much had been sent before a mark that is outstanding.
    func position(ofMark name: String) -> Int? { outstanding.first { $0.name == name }?.position }

    /// How much of an account was played so far.
    func played(of account: SoundAccount) -> Int { account.played(upTo: buffer.head) }

    /// The account of all sound of the call so far.
    var totals: PlaybackTotals {
        var totals = settled
        for account in accounts { totals.add(account, playedUpTo: buffer.head) }
        totals.queued = buffer.queuedByteCount
        return totals
    }

    /// Takes out the oldest account of which nothing more can become: it was cleared, or a mark says that it was played, or
    /// its mark is overdue by the grace.
    mutating func takeSettled(at now: Instant, grace: Duration) -> SoundAccount? {
        guard let first = accounts.first, isSettled(first, at: now, grace: grace) else { return nil }
        settled.add(first, playedUpTo: buffer.head)
        return accounts.removeFirst()
    }

    /// Takes all accounts out: the stream has ended, and what waits will not be played.
    mutating func takeAll() -> [SoundAccount] {
        clear()
        for account in accounts { settled.add(account, playedUpTo: buffer.head) }
        defer { accounts.removeAll() }
        return accounts
    }

    /// When the next account is settled although its mark did not return.
    func settlementDeadline(grace: Duration) -> Instant? {
        guard let first = accounts.first, !first.isOpen, let end = first.expectedEnd else { return nil }
        // While sound of it waits, nothing is settled by time, and who asked too early would ask for ever.
        return max(end + grace, first.end > buffer.head ? buffer.end ?? end : end)
    }

    private func isSettled(_ account: SoundAccount, at now: Instant, grace: Duration) -> Bool {
        guard !account.isOpen else { return false }
        if settledPosition >= account.end { return true }
        guard let end = account.expectedEnd, account.end <= buffer.head else { return false }
        return now >= end + grace
    }
}

extension PlaybackTotals {
    fileprivate mutating func add(_ account: SoundAccount, playedUpTo head: Int) {
        received += account.received
        held += account.held
        sent += account.sent
        played += account.played(upTo: head)
        cleared += account.cleared
        dropped += account.dropped
    }
}
