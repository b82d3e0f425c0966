import HTTP
import Transport
import WebSocket

/// What Autobahn|Testsuite's fuzzing server wants of a client: a connection for each question and each case, told apart by
/// path and query. Cases are numbered from 1, in the order of the suite.
struct AutobahnClient: Sendable {
    /// The server did not say how many cases there are.
    struct NoCaseCount: Error, CustomStringConvertible {
        let answer: String

        var description: String { "'\(answer)' is no number of cases; is this Autobahn's fuzzing server?" }
    }

    /// The largest message of the suite has 16 MiB (9.1.6). A minute: while the server writes reports it answers nobody.
    private static let settings = WebSocketConnection.ClientSettings(
        limits: WebSocketLimits(maximumMessageSize: 32 * 1024 * 1024), deadline: .seconds(60),
        compression: DeflateSettings())

    /// Where the server is, without a slash at the end.
    let url: String
    private let query: String

    /// Makes a client that the reports will call by the agent's name.
    init(url: String, agent: String) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        query = "agent=" + PercentCoding.encode(agent)
    }

    /// How many cases there are.
    func caseCount(on loop: isolated EventLoop) async throws -> Int {
        let socket = try await connect("/getCaseCount", on: loop)
        let answer = await withCheckedContinuation { continuation in
            socket.delegate = Answer { continuation.resume(returning: $0) }
        }
        guard let count = Int(answer) else { throw NoCaseCount(answer: answer) }
        return count
    }

    /// Plays a case to its end. `false` where the handshake failed, which the server sees too and judges.
    func play(_ number: Int, on loop: isolated EventLoop) async throws -> Bool {
        do throws(ConnectError) {
            try await echo("/runCase?case=\(number)&\(query)", on: loop)
            return true
        } catch .upgradeRefused {
            return false
        }
    }

    /// Has the reports written.
    func updateReports(on loop: isolated EventLoop) async throws {
        try await echo("/updateReports?\(query)", on: loop)
    }

    private func connect(
        _ target: String, on loop: isolated EventLoop
    ) async throws(ConnectError) -> WebSocketConnection {
        try await WebSocketConnection.connect(to: url + target, settings: Self.settings, on: loop)
    }

    /// Sends everything back until the server has closed.
    private func echo(_ target: String, on loop: isolated EventLoop) async throws(ConnectError) {
        let socket = try await connect(target, on: loop)
        await withCheckedContinuation { continuation in
            socket.delegate = WebSocketEcho { continuation.resume() }
        }
    }

    /// Keeps the text that comes, and tells it at the end.
    private final class Answer: WebSocketDelegate {
        private var text = ""
        private let onEnd: (String) -> Void

        init(onEnd: @escaping (String) -> Void) { self.onEnd = onEnd }

        func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {
            text.withUnsafeBufferPointer { self.text = String(decoding: $0, as: UTF8.self) }
        }

        func webSocket(
            _ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop
        ) {}

        func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}

        func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {
            onEnd(text)
        }
    }
}
