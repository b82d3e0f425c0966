import Transport

extension WebSocketConnection {
    func sendText(on loop: isolated EventLoop, appending body: (inout [UInt8]) -> Void) {
        var text: [UInt8] = []
        body(&text)
        send(text: text.span, on: loop)
    }
    func setReading(_ reading: Bool, on loop: isolated EventLoop) {}
}
