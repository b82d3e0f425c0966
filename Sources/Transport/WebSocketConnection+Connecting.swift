extension WebSocketConnection {
    /// Opens a WebSocket to a `ws` or `wss` URL, on this loop. Cancelling the task ends the attempt.
    public static func connect(
        to url: String, settings: ClientSettings, on loop: isolated EventLoop
    ) async throws(ConnectError) -> WebSocketConnection {
        let url = try WebSocketURL(url)
        if url.isSecure, settings.tls == nil { throw .tls("no TLS settings for a wss URL") }
        let deadline = ContinuousClock.now + settings.deadline
        let connection = try await Connector.connect(
            host: url.host, port: url.port, tls: url.isSecure ? settings.tls : nil, deadline: settings.deadline,
            on: loop)
        let opening = WebSocketOpening(connection, to: url, settings: settings)
        let reference = loop.references.add(opening)
        let timer = loop.schedule(after: deadline - .now) { opening.timeOut(on: loop) }
        defer {
            loop.cancel(timer)
            loop.references.remove(reference)
        }
        await withTaskCancellationHandler {
            await opening.run(on: loop)
        } onCancel: {
            Task { await loop.run { loop in loop.references[reference]?.fail(.cancelled, on: loop) } }
        }
        return try opening.take()
    }
}
