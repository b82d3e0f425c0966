import Transport

/// Sends what comes back as it came; stops reading while the peer does not read.
final class WebSocketEcho: WebSocketDelegate {
    private let onEnd: () -> Void

    /// Makes an echo that says when its socket has ended.
    init(onEnd: @escaping () -> Void = {}) { self.onEnd = onEnd }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        socket.send(text: text, on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        socket.send(binary: bytes, on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {
        socket.setReading(!isCongested, on: loop)
    }

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) { onEnd() }
}
