public import ElevenLabs
public import Transport

/// All that a simulated agent knows of one conversation, once it has ended.
public struct AgentReport: Hashable, Sendable {
    /// Something that was said over the socket; sound and pings are left out.
    public struct Message: Hashable, Sendable {
        /// Since the socket was opened.
        public var time: Duration
        /// Whether the agent sent it.
        public var isFromAgent: Bool
        /// The message's JSON, cut after 4096 bytes.
        public var text: String
    }

    /// A turn that the caller typed or dialled.
    public struct UserMessage: Hashable, Sendable {
        /// What it says.
        public var text: String
        /// `dtmf`, `text`, …, or nothing.
        public var sourceMedium: String?
    }

    /// `conv_…`.
    public var conversationID: String
    /// The agent that was asked for.
    public var agentID: String
    /// Whether client and agent agreed to compress their messages.
    public var isCompressed = false
    /// What the client asked for at the start; `nil` where it began without.
    public var initiation: ClientEvent.Initiation?
    /// The caller's sound.
    public var callerSound = CallerSound()
    /// The caller's messages that were no sound.
    public var userMessages: [UserMessage] = []
    /// What client tools gave.
    public var toolResults: [ClientEvent.ToolResult] = []
    /// Replies whose sound was sent to its end.
    public var repliesSent = 0
    /// Bytes of sound sent, in the agent's output format.
    public var bytesSent = 0
    /// The sound sent, in the agent's output format, as far as it is kept; what was interrupted is in it too.
    public var audioSent: [UInt8] = []
    /// Times the caller spoke over the agent.
    public var interruptions = 0
    /// Pings sent.
    public var pings = 0
    /// Pongs that answered them.
    public var pongs = 0
    /// What the client did that the protocol does not allow.
    public var problems: [String] = []
    /// What was said over the socket, sound and pings left out; the first thousand messages.
    public var trace: [Message] = []
    /// From the opening of the socket to its end.
    public var duration = Duration.zero
    /// How the socket ended, seen from the agent; `nil` where the loop ended first.
    public var close: CloseReason?
}
