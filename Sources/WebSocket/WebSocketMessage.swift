/// The payload of a message outside its `WebSocketProtocol`, so that the protocol may be used for sending while the payload is
/// read. It holds the protocol's own buffer: keep one for a round of `next(now:into:)`, and hand it back with `takeBack` where the
/// round ends before `nil`.
public struct WebSocketMessage: ~Copyable {
    /// Whose buffer it holds.
    enum Origin {
        case nowhere
        case inbox
        case assembler
    }

    var origin = Origin.nowhere
    var range = 0..<0
    var storage: [UInt8] = []

    /// Holds nothing yet.
    public init() {}

    /// Whether it holds a buffer.
    public var isLent: Bool { origin != .nowhere }

    /// Lends the payload to a closure; nothing behind an event that is no message.
    public func withBytes(_ body: (Span<UInt8>) -> Void) {
        body(storage.span.extracting(range))
    }
}
