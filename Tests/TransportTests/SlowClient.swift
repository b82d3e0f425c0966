@testable import Transport

/// A client that takes its time, in one of several ways, until it is cut.
final class SlowClient: ConnectionDelegate {
    /// What it is slow at.
    enum Kind: CaseIterable, Sendable {
        /// Sends a head byte by byte, and never its end.
        case head
        /// Sends a body byte by byte that the responder wants whole.
        case body
        /// Sends a body byte by byte that the responder takes in pieces.
        case upload
        /// Connects and says nothing.
        case silent
        /// Asks once and never again.
        case idle
        /// Asks once, and then begins the next request byte by byte.
        case second
        /// Asks for more than the system holds for it, and reads nothing.
        case deaf

        /// What it says at once.
        var opening: String {
            switch self {
            case .head: "GET / HTTP/1.1\r\nHost: a\r\nX: "
            case .body: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
            case .upload: "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
            case .silent: ""
            case .idle: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            case .second: "GET / HTTP/1.1\r\nHost: a\r\n\r\nG"
            case .deaf: String(repeating: "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", count: 100)
            }
        }

        /// Whether it goes on byte by byte.
        var drips: Bool {
            switch self {
            case .head, .body, .upload, .second: true
            case .silent, .idle, .deaf: false
            }
        }
    }

    /// How one ended.
    struct End: Sendable {
        let kind: Kind
        /// What it heard before.
        let text: String
    }

    private let kind: Kind
    private let interval: Duration
    private let ends: AsyncStream<End>.Continuation
    private var heard: [UInt8] = []
    private var hasEnded = false

    init(_ kind: Kind, every interval: Duration, _ ends: AsyncStream<End>.Continuation) {
        self.kind = kind
        self.interval = interval
        self.ends = ends
    }

    /// Begins on a connection just made.
    func begin(_ connection: Connection, on loop: isolated EventLoop) {
        connection.start(self, on: loop)
        connection.write(Array(kind.opening.utf8).span, on: loop)
        if kind == .deaf { connection.setReading(false, on: loop) }
        if kind.drips { drip(connection, on: loop) }
    }

    private func drip(_ connection: Connection, on loop: isolated EventLoop) {
        loop.schedule(after: interval) {
            guard !self.hasEnded else { return }
            connection.write([UInt8(ascii: "x")].span, on: loop)
            self.drip(connection, on: loop)
        }
    }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        heard += Array(copying: bytes)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) { connection.close(on: loop) }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        hasEnded = true
        ends.yield(End(kind: kind, text: String(decoding: heard, as: UTF8.self)))
    }
}
