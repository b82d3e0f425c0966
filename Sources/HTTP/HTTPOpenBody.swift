/// Makes a body of which nobody knows how long it will be, such as news that come as they happen.
public protocol HTTPPieceSource: AnyObject, Sendable {
    /// The next piece, never empty; `nil` at the end of the body. It is asked for once the piece before was taken, and
    /// cancelled when the client has gone, after which nothing more is asked for.
    @concurrent func next() async -> [UInt8]?
}

/// A body without announced length. The source lives until its end or until the client has gone.
public struct HTTPOpenBody: Sendable {
    /// Who makes it.
    public let source: any HTTPPieceSource
    /// Whether it is cut into chunks (RFC 9112, 7.1); otherwise the end of the connection is its end, as for HTTP/1.0.
    public var isChunked = true

    /// Makes a body.
    public init(_ source: any HTTPPieceSource) { self.source = source }
}

extension HTTPOpenBody: Hashable {
    /// By the same object.
    public static func == (one: Self, other: Self) -> Bool {
        one.source === other.source && one.isChunked == other.isChunked
    }

    /// By object.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(source)) }
}
