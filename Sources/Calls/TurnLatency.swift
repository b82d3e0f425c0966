/// How long the caller waited for an answer: from the end of their speech to the first sound of the answer in their ear.
public struct TurnLatency: Sendable, Hashable, Codable {
    /// Until the first sound of the answer came from the agent, in milliseconds.
    public var agentMilliseconds: Int
    /// From there until it was played on the telephone, in milliseconds; the way to Twilio and back is in it.
    public var bridgeMilliseconds: Int

    /// Makes one.
    public init(agentMilliseconds: Int, bridgeMilliseconds: Int) {
        self.agentMilliseconds = agentMilliseconds
        self.bridgeMilliseconds = bridgeMilliseconds
    }

    /// All of it, in milliseconds.
    public var totalMilliseconds: Int { agentMilliseconds + bridgeMilliseconds }
}
