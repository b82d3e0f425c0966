/// How long the steps of a simulated call take; a real one takes seconds where these take moments.
public struct CallTiming: Hashable, Sendable {
    /// From the order to `initiated`.
    public var initiated: Duration
    /// From there to `ringing`.
    public var ringing: Duration
    /// From there to the answer, or to `busy` and the like; `no-answer` takes the order's timeout, at most this times ten.
    public var answer: Duration
    /// For each character that `<Say>` reads.
    public var character: Duration
    /// From the answer to the verdict on who answered.
    public var detection: Duration

    /// Makes a timing.
    public init(
        initiated: Duration = .milliseconds(50), ringing: Duration = .milliseconds(100),
        answer: Duration = .milliseconds(400), character: Duration = .milliseconds(60),
        detection: Duration = .milliseconds(500)
    ) {
        self.initiated = initiated
        self.ringing = ringing
        self.answer = answer
        self.character = character
        self.detection = detection
    }
}
