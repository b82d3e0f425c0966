import HTTP
import Synchronization
import Testing

@testable import Transport

@Suite("HTTP server: bodies without announced length", .timeLimit(.minutes(5)), .serialized) struct HTTPOpenBodyTests {
    /// So many lines, and then the end; or a line, and then nothing until it is cancelled.
    private final class Lines: HTTPPieceSource {
        private let count: Int
        private let waits: Bool
        private let told = Atomic(0)
        private let news: AsyncStream<String>.Continuation
        /// That it was cancelled, and its end.
        let fate: AsyncStream<String>

        init(_ count: Int, thenWaits waits: Bool = false) {
            self.count = count
            self.waits = waits
            (fate, news) = AsyncStream.makeStream(of: String.self)
        }

        deinit { news.finish() }

        @concurrent func next() async -> [UInt8]? {
            let number = told.wrappingAdd(1, ordering: .relaxed).newValue
            if number <= count { return Array("line \(number)\n".utf8) }
            guard waits else { return nil }
            try? await Task.sleep(for: .seconds(600))
            news.yield(Task.isCancelled ? "cancelled" : "not cancelled")
            return nil
        }
    }

    @Test("curl gets all of it in chunks, and keeps its connection")
    func whole() async throws {
        let responder = ClosureResponder { _ in HTTPResponse(.ok, open: HTTPOpenBody(Lines(1000))) }
        try await withServer(responder) { group, server in
            let lines = (1...1000).map { "line \($0)\n" }.joined()
            let printed = try await curl("-w", "%{num_connects};", server.url, server.url)
            #expect(printed == lines + "1;" + lines + "0;")
            let answer = try await server.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", on: group)
            #expect(answer.contains("\r\nTransfer-Encoding: chunked\r\n"))
            #expect(!answer.contains("Content-Length"))
            #expect(answer.hasSuffix("a\r\nline 1000\n\r\n0\r\n\r\n"))
        }
    }

    @Test("HTTP/1.0, which knows no chunks, gets the bytes and the end of the connection")
    func old() async throws {
        let responder = ClosureResponder { _ in HTTPResponse(.ok, open: HTTPOpenBody(Lines(2))) }
        try await withServer(responder) { group, server in
            let answer = try await server.exchange("GET / HTTP/1.0\r\n\r\n", on: group)
            #expect(!answer.contains("Transfer-Encoding"))
            #expect(answer.hasSuffix("\r\n\r\nline 1\nline 2\n"))
        }
    }

    @Test("HEAD gets no body, and nothing is made")
    func head() async throws {
        let responder = ClosureResponder { _ in HTTPResponse(.ok, open: HTTPOpenBody(Lines(2, thenWaits: true))) }
        try await withServer(responder) { _, server in
            let head = try await curl("--head", server.url, server.url)
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!head.contains("line"))
        }
    }

    @Test("when the client goes away its source is cancelled and let go", arguments: [true, false])
    func leaving(politely: Bool) async throws {
        let lines = Mutex<Lines?>(Lines(1, thenWaits: true))
        let fate = try #require(lines.withLock { $0?.fate })
        let responder = ClosureResponder { _ in
            guard let source = lines.withLock({ $0.take() }) else { return HTTPResponse(.notFound) }
            return HTTPResponse(.ok, open: HTTPOpenBody(source))
        }
        try await withServer(responder) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.write(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            _ = await remote.bytes(90)
            await remote.with { connection, loop in
                if politely { connection.close(on: loop) } else { connection.abort(on: loop) }
            }
            var told: [String] = []
            for await word in fate { told.append(word) }
            #expect(told == ["cancelled"])
        }
    }
}
