public import WebSocket

/// Something that goes wrong with a simulated agent.
public enum AgentFault: Hashable, Sendable {
    /// Nothing.
    case none
    /// The upgrade succeeds, and this close frame follows without a message, as the vendor refuses.
    case refuse(CloseCode, reason: String)
    /// The upgrade succeeds, and no message ever comes.
    case neverAnswer
    /// The connection is reset, without a close frame, once this many replies were sent; the greeting is one.
    case drop(afterReplies: Int)
    /// A message of a type that nobody knows comes after the metadata.
    case unknownMessage
    /// Chunks of PCM are cut in the middle of a sample.
    case oddLengthChunk
    /// The first chunk of sound comes in a message this large, in bytes, most of it alignment.
    case hugeMessage(byteCount: Int)
}
