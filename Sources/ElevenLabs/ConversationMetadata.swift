/// What `conversation_initiation_metadata` says.
public struct ConversationMetadata: Hashable, Sendable {
    /// `conv_…`.
    public var conversationID: String
    /// Vendor name of the format the agent speaks.
    public var agentOutputAudioFormat: String
    /// Vendor name of the format the agent hears.
    public var userInputAudioFormat: String

    /// The format of a direction that the message does not name.
    public static let defaultAudioFormat = "pcm_16000"

    /// Makes one.
    public init(conversationID: String, agentOutputAudioFormat: String, userInputAudioFormat: String) {
        self.conversationID = conversationID
        self.agentOutputAudioFormat = agentOutputAudioFormat
        self.userInputAudioFormat = userInputAudioFormat
    }
}
