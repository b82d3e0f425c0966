/// What the person who is called does once the call is answered, step by step; what they hear decides when.
public struct CallerScript: Hashable, Sendable {
    /// One thing to do. Between words the line carries silence.
    public enum Step: Hashable, Sendable {
        /// Listens until the agent has been audible for `heard` in all since the step began, then quiet for `quiet`.
        case waitForSilence(heard: Duration, quiet: Duration)
        /// Says this mu-law sound to its end.
        case say([UInt8])
        /// Waits until this long after the agent became audible, then speaks over it.
        case interrupt(after: Duration, saying: [UInt8])
        /// Presses a key: `0` to `9`, `*` or `#`.
        case press(String)
        /// Lets time pass.
        case pause(Duration)
        /// Waits for the other side to end the call, then hangs up all the same.
        case waitForHangUp(limit: Duration)
        /// Hangs up.
        case hangUp
    }

    /// The steps in order; after the last one the caller hangs up.
    public var steps: [Step]
    /// How long the caller waits for the agent in one step before hanging up.
    public var patience: Duration

    /// Makes a script.
    public init(_ steps: [Step], patience: Duration = .seconds(30)) {
        self.steps = steps
        self.patience = patience
    }

    /// Somebody who says nothing and waits for the other side to end the call.
    public static func listening(for limit: Duration) -> CallerScript {
        CallerScript([.waitForHangUp(limit: limit)], patience: limit)
    }
}
