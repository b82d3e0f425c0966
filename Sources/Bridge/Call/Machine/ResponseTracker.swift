/// Where one response of the agent's ends and the next begins, and which sound is stale after an interruption.
///
/// Event ids only grow. Newer servers give all chunks of a response the same id, older ones may count chunks; so a new id
/// begins a new response only once two chunks have shared one.
struct ResponseTracker: Hashable {
    private struct Interruption: Hashable {
        var eventID: Int
        /// Sound of this very id had come before, so what still comes of it is of the old response.
        var includesItsOwn: Bool
    }

    private var count = 0
    private var isOpen = false
    private var endsPrevious = false
    private var lastEventID: Int?
    private var idsNameResponses = false
    private var interruption: Interruption?
    private var lastFirstMark: ContinuousClock.Instant?
    private var innerCount = 0
    private var ownCount = 0

    private static let firstMarkSpacing = Duration.seconds(1)

    /// Whether sound of this id belongs to a response that was interrupted. The answer to a `user_message` may bear the id of
    /// the interruption it caused; it is not stale.
    func isStale(_ eventID: Int) -> Bool {
        guard let interruption else { return false }
        return eventID < interruption.eventID || (eventID == interruption.eventID && interruption.includesItsOwn)
    }

    /// Sound of this id came and was dropped.
    mutating func heard(_ eventID: Int) {
        lastEventID = max(lastEventID ?? eventID, eventID)
    }

    /// Sound of this id came and is sent on; `true` where it begins another response than the one that is open. Then ``end()``
    /// closes the old one and leaves the new one open.
    mutating func opens(_ eventID: Int) -> Bool {
        if isOpen, eventID == lastEventID { idsNameResponses = true }
        endsPrevious = isOpen && idsNameResponses && eventID != lastEventID
        heard(eventID)
        isOpen = true
        return endsPrevious
    }

    /// Whether a text of this id belongs to a later response than the sound so far.
    func isBefore(_ eventID: Int?) -> Bool {
        guard isOpen, let eventID, let lastEventID else { return false }
        return lastEventID < eventID
    }

    /// Ends the open response and names its mark; `nil` where none is open.
    mutating func end() -> String? {
        guard isOpen else { return nil }
        isOpen = endsPrevious
        endsPrevious = false
        count += 1
        innerCount = 0
        return "r\(count)"
    }

    /// Names a mark within the open response.
    mutating func innerMark() -> String {
        innerCount += 1
        return "r\(count + 1).\(innerCount)"
    }

    /// Names a mark before the first sound of a response; `nil` within a second of the last such mark.
    mutating func firstMark(at now: ContinuousClock.Instant) -> String? {
        if let last = lastFirstMark, last.duration(to: now) < Self.firstMarkSpacing { return nil }
        lastFirstMark = now
        return innerMark()
    }

    /// Names the mark after a sound of ours.
    mutating func ownMark() -> String {
        ownCount += 1
        return "s\(ownCount)"
    }

    /// The agent was interrupted: the open response gets no mark.
    mutating func interrupt(_ eventID: Int) {
        isOpen = false
        endsPrevious = false
        guard eventID >= interruption?.eventID ?? eventID else { return }
        let known = interruption?.eventID == eventID && interruption?.includesItsOwn == true
        interruption = Interruption(
            eventID: eventID, includesItsOwn: known || (lastEventID.map { $0 >= eventID } ?? false))
    }
}
