/// A message taken out of its `WebSocketProtocol`, so that the protocol may be used for sending while the message is read.
/// Hand it back with `giveBack` before anything more is received: it holds the buffer.
public struct WebSocketMessage: ~Copyable {
    enum Origin {
        case inbox
        case assembler
    }

    let origin: Origin
    let range: Range<Int>
    let storage: [UInt8]

    /// Lends the payload to a closure.
    public func withBytes(_ body: (Span<UInt8>) -> Void) {
        body(storage.span.extracting(range))
    }
}
