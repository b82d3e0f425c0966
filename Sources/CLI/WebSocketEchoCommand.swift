import HTTP
import Transport
import WebSocket

/// `voicebridge websocket echo`: sends every message back. For testing the WebSocket implementation with other peers.
enum WebSocketEchoCommand: Command {
    static let syntax = CommandSyntax(
        name: "websocket echo",
        summary: "Listen on loopback and send every WebSocket message back.",
        options: [
            .init("port", "N", "port to listen on, 0 for a free one [9001]"),
            .init("loops", "N", "event loops [1]"),
            .init("tls-certificate", "FILE", "PEM chain; speak TLS"),
            .init("tls-key", "FILE", "PEM key of that certificate"),
        ],
        notes: "Messages may be up to 32 MiB, compressed where the client offers it. It runs until it is interrupted.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let port = try arguments.number("port", in: 0...65535, of: syntax) ?? 9001
        let tls = try tls(arguments)
        DescriptorLimit.raise()
        let group = EventLoopGroup(count: try arguments.number("loops", in: 1...256, of: syntax) ?? 1)
        let server = try await HTTPServer(
            .init(address: .loopback(port: port), tls: tls), on: group, responder: EchoResponder(),
            acceptor: EchoAcceptor())
        let termination = Termination()
        print("Echoing on \(tls == nil ? "ws" : "wss")://\(server.address)/")
        await termination.wait()
        await server.stop()
        await group.shutDown()
        return 0
    }

    private static func tls(_ arguments: Arguments) throws -> TLSContext? {
        switch (arguments.options["tls-certificate"], arguments.options["tls-key"]) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return try TLSContext(certificateChainFile: certificate, privateKeyFile: key)
        case (_?, nil), (nil, _?): throw UsageError("certificate and key go together", command: syntax.name)
        }
    }
}

/// Upgrades every path.
private struct EchoAcceptor: WebSocketAcceptor {
    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        .accept(.init(limits: WebSocketLimits(maximumMessageSize: 32 * 1024 * 1024), compression: DeflateSettings()))
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        socket.delegate = WebSocketEcho()
    }
}

/// Says what this server is for to whoever comes without an upgrade.
private struct EchoResponder: HTTPResponder {
    func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        HTTPResponse(
            HTTPStatus(code: 426), headers: ["Content-Type": "text/plain", "Upgrade": "websocket"],
            body: Array("This server echoes WebSocket messages; connect with a WebSocket client.\n".utf8))
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 0 }
}
