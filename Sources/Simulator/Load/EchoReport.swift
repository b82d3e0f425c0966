/// What a server did with messages of one size.
public struct EchoThroughput: Hashable, Sendable, Encodable {
    /// Over TLS.
    public let isSecure: Bool
    /// Bytes in each message.
    public let messageSize: Int
    /// Connections at once, each with one message under way.
    public let connections: Int
    /// Messages received and sent back while it was counted.
    public let messages: Int
    /// For how long.
    public let seconds: Double
    /// Messages for each second of CPU time of the server.
    public let messagesPerCPUSecond: Double
    /// Its CPU time in user mode for a message.
    public let userMicrosecondsPerMessage: Double
    /// Its CPU time in the kernel for a message.
    public let systemMicrosecondsPerMessage: Double
}

/// What idle connections took of a server's memory.
public struct EchoMemory: Hashable, Sendable, Encodable {
    /// What went before.
    public enum State: String, Hashable, Sendable, Encodable {
        /// Opened and nothing more.
        case new
        /// A message was received and sent back.
        case used
        /// The same, when nothing has moved for so long that connections give buffers back.
        case resting
    }

    /// Over TLS.
    public let isSecure: Bool
    /// So many at once.
    public let connections: Int
    /// What went before.
    public let state: State
    /// The growth of the server's memory since there were none, for each.
    public let bytesPerConnection: Int
}
