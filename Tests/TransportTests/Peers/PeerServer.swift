import Foundation
import HTTP
import TestSupport
import Testing
import WebSocket

@testable import Transport

/// The server that other people's clients talk to. It sends back what comes, but for orders: `close CODE REASON`, `drop`
/// and `ping COUNT`. How each socket ended is known by the path it was opened with.
struct PeerServer: WebSocketAcceptor, HTTPResponder {
    /// The largest message: what an ElevenLabs agent may send.
    static let messageLimit = 16 << 20

    /// What it agrees to.
    fileprivate let compression: PeerCompression
    fileprivate let ends: AsyncStream<(path: String, reason: CloseReason)>.Continuation
    fileprivate let reports: AsyncStream<String>.Continuation

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        // A client that answers more than one ping in a second there is cut off: so it is seen that it answers.
        let controlFrames = request.target == "/pongs" ? 1 : 100
        let limits = WebSocketLimits(
            maximumMessageSize: Self.messageLimit, maximumControlFramesPerSecond: controlFrames)
        return .accept(.init(limits: limits, compression: compression.settings))
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        socket.delegate = ObedientEcho(path: request.target, ends: ends)
    }

    // A browser fetches its program here, and brings what it has to report.
    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        switch request.target {
        case "/report":
            reports.yield(String(decoding: request.body, as: UTF8.self))
            return HTTPResponse(.ok)
        case "/page.html": return Self.file("page.html", type: "text/html")
        case "/standard.mjs": return Self.file("standard.mjs", type: "text/javascript")
        default: return HTTPResponse(.notFound)
        }
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 1 << 20 }

    private static func file(_ name: String, type: String) -> HTTPResponse {
        guard let body = FileManager.default.contents(atPath: PeerProgram.path(name)) else {
            return HTTPResponse(.notFound)
        }
        return HTTPResponse(.ok, headers: ["Content-Type": type], body: Array(body))
    }
}

/// Does as it is told.
private final class ObedientEcho: WebSocketDelegate {
    private let path: String
    private let ends: AsyncStream<(path: String, reason: CloseReason)>.Continuation

    init(path: String, ends: AsyncStream<(path: String, reason: CloseReason)>.Continuation) {
        self.path = path
        self.ends = ends
    }

    func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
        // Orders are short.
        guard text.count < 100 else { return socket.send(text: text, on: loop) }
        let words = String(decoding: Array(copying: text), as: UTF8.self).split(separator: " ", maxSplits: 2)
        switch words.first {
        case "close" where words.count == 3:
            socket.close(CloseCode(rawValue: UInt16(words[1]) ?? 0), reason: String(words[2]), on: loop)
        case "drop":
            socket.abort(on: loop)
        case "ping" where words.count == 2:
            for _ in 0..<(Int(words[1]) ?? 0) { socket.ping(on: loop) }
        default:
            socket.send(text: text, on: loop)
        }
    }

    func webSocket(_ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop) {
        socket.send(binary: bytes, on: loop)
    }

    func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {
        socket.setReading(!isCongested, on: loop)
    }

    func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
        ends.yield((path, reason))
    }
}

/// What comes of a client's visit.
struct PeerVisit {
    /// What the client reported, line by line.
    let lines: [String]
    /// How its sockets ended on our side, by path.
    let ends: [String: CloseReason]

    /// Lends a server to a client, which gives what it reported, and waits until so many sockets have ended.
    static func of(
        ends count: Int, _ compression: PeerCompression,
        _ client: (_ address: String, _ reports: AsyncStream<String>) async throws -> String
    ) async throws -> PeerVisit {
        let (ends, endsContinuation) = AsyncStream.makeStream(of: (path: String, reason: CloseReason).self)
        let (reports, reportsContinuation) = AsyncStream.makeStream(of: String.self)
        let door = PeerServer(compression: compression, ends: endsContinuation, reports: reportsContinuation)
        var lines: [String] = []
        var reasons: [String: CloseReason] = [:]
        try await withServer(door, acceptor: door) { _, server in
            let report = try await client("\(server.address)", reports)
            lines = report.split(separator: "\n").map(String.init)
            for await end in ends {
                reasons[end.path] = end.reason
                if reasons.count == count { break }
            }
        }
        return PeerVisit(lines: lines, ends: reasons)
    }

    /// The same of a client that is a program of its own, made for the server's `ws` URL.
    static func of(
        ends count: Int, _ compression: PeerCompression, _ program: (_ url: String) throws -> Program
    ) async throws -> PeerVisit {
        try await of(ends: count, compression) { address, _ in
            let result = await (try program("ws://\(address)")).result()
            try #require(result.code == 0, "\(result.output)\n\(result.error)")
            return result.output
        }
    }
}

extension PeerVisit {
    /// What every client's sockets that these paths name must have ended with.
    static let usualEnds: [String: CloseReason] = [
        "/exchange": CloseReason(code: CloseCode(rawValue: 3000), reason: "bye", wasClean: true),
        "/fragments": CloseReason(code: .noStatus, reason: "", wasClean: true),
        "/told": CloseReason(code: CloseCode(rawValue: 4300), reason: "", wasClean: true),
        "/dropped": .lost("aborted here"),
        "/too-big": failed(.messageTooLarge(limit: PeerServer.messageLimit)),
        "/pongs": failed(.tooManyControlFrames(limit: 1)),
        "/bad-text": failed(.invalidUTF8),
        "/bad-frame": failed(.reservedOpcode(3)),
    ]

    static func failed(_ error: WebSocketError) -> CloseReason {
        CloseReason(code: .abnormal, reason: error.description, wasClean: false, error: error)
    }

    /// Compares the ends with those that are usual. `/leaves` is a loss, whose words the system chooses.
    func expectUsualEnds(
        _ paths: String..., but others: [String: CloseReason] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(Set(ends.keys) == Set(paths), sourceLocation: sourceLocation)
        for (path, end) in ends {
            if path == "/leaves" {
                #expect(end.code == .abnormal && !end.wasClean && end.error == nil, sourceLocation: sourceLocation)
            } else {
                #expect(end == others[path] ?? Self.usualEnds[path], "\(path)", sourceLocation: sourceLocation)
            }
        }
    }
}
