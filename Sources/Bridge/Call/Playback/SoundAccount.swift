/// What became of one response of the agent's, or of a sound of ours, in samples of the caller's clock: one byte of mu-law,
/// 8000 a second.
///
/// At every moment `received` = played + `cleared` + `dropped` + what is outstanding: held here, or waiting at Twilio.
struct SoundAccount: Hashable {
    /// Whose sound it is.
    enum Source: Hashable {
        /// The agent's.
        case agent
        /// Keys that the agent had us press.
        case touchTones
        /// Ours, while the agent is awaited.
        case holdSound
    }

    /// Counts accounts from 1.
    let number: Int
    /// Whose sound it is.
    let source: Source
    /// The event of the agent's whose sound it is.
    var eventID: Int?
    /// What came.
    var received = 0
    /// What of it the converter still holds.
    var held = 0
    /// What of it was never sent.
    var dropped = 0
    /// What of it was sent, and cleared before it was played.
    private(set) var cleared = 0
    /// Whether more may come.
    var isOpen = true
    /// Whether it was cleared before its end had come.
    private(set) var wasCutShort = false
    /// When its last sample should have been played; known once it is closed.
    var expectedEnd: ContinuousClock.Instant?

    /// Where it stands in all that was sent; more than one piece where another's sound came between.
    private var pieces: [Range<Int>] = []

    init(number: Int, source: Source, eventID: Int?) {
        self.number = number
        self.source = source
        self.eventID = eventID
    }

    /// What was sent.
    var sent: Int { pieces.reduce(0) { $0 + $1.count } }

    /// Where its last sample stands in all that was sent.
    var end: Int { pieces.last?.upperBound ?? 0 }

    /// What of it was played, when playing has come so far.
    func played(upTo head: Int) -> Int {
        pieces.reduce(-cleared) { $0 + min(max(head - $1.lowerBound, 0), $1.count) }
    }

    /// The next so many of it are sent, from this position on.
    mutating func sent(_ count: Int, at position: Int) {
        if let last = pieces.last, last.upperBound == position {
            pieces[pieces.count - 1] = last.lowerBound..<position + count
        } else {
            pieces.append(position..<position + count)
        }
    }

    /// All that was sent from this position on is cleared, and what is held is dropped.
    mutating func clear(from head: Int) {
        cleared += pieces.reduce(0) { $0 + $1.clamped(to: head..<max(head, $1.upperBound)).count }
        dropped += held
        held = 0
        wasCutShort = wasCutShort || isOpen
        isOpen = false
    }
}
