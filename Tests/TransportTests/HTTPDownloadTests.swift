import Foundation
import HTTP
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transport

@Suite("HTTP server: bodies read while they are sent", .timeLimit(.minutes(5)), .serialized) struct HTTPDownloadTests {
    /// What a source tells of itself, also when it is gone: how much was read of it, and its end.
    private final class Witness: Sendable {
        private let count = Atomic(0)
        private let news: AsyncStream<Int>.Continuation
        /// The bytes read so far, each time; ends with the source.
        let readings: AsyncStream<Int>

        init() { (readings, news) = AsyncStream.makeStream(of: Int.self) }

        var readByteCount: Int { count.load(ordering: .relaxed) }

        func read(_ byteCount: Int) {
            news.yield(count.wrappingAdd(byteCount, ordering: .relaxed).newValue)
        }

        func freed() { news.finish() }
    }

    /// Bytes that follow from their place.
    private final class Source: HTTPBodySource {
        private let brokenFrom: Int
        private let witness: Witness?

        init(brokenFrom: Int = .max, _ witness: Witness? = nil) {
            self.brokenFrom = brokenFrom
            self.witness = witness
        }

        deinit { witness?.freed() }

        @concurrent func read(_ range: Range<Int>) async -> [UInt8]? {
            guard range.upperBound <= brokenFrom else { return nil }
            witness?.read(range.count)
            return Self.bytes(range)
        }

        /// As `pattern` from the beginning, which repeats itself after so many bytes.
        private static let period = 4093
        private static let tile = pattern(period + HTTPServerStateMachine.pieceByteCount)

        static func bytes(_ range: Range<Int>) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count)
            while bytes.count < range.count {
                let start = (range.lowerBound + bytes.count) % period
                let count = min(range.count - bytes.count, tile.count - start)
                bytes += tile[start..<start + count]
            }
            return bytes
        }
    }

    @Test("curl gets all of it, and keeps its connection")
    func whole() async throws {
        let range = 1000..<1000 + 3_000_017
        let responder = ClosureResponder { _ in HTTPResponse(.ok, stored: HTTPStoredBody(Source(), range: range)) }
        let directory = try TemporaryDirectory()
        try await withServer(responder) { _, server in
            let (one, two) = (directory.file("1"), directory.file("2"))
            let printed = try await curl(
                "-o", one, "-o", two, "-w", "%{size_download} %{num_connects};", server.url, server.url)
            #expect(printed == "3000017 1;3000017 0;")
            let expected = Source.bytes(range)
            for file in [one, two] { #expect(Array(try Data(contentsOf: URL(filePath: file))) == expected) }
        }
    }

    @Test("over TLS it is the same")
    func secure() async throws {
        let (authority, directory) = (try TestAuthority(), try TemporaryDirectory())
        let responder = ClosureResponder { _ in
            HTTPResponse(.ok, stored: HTTPStoredBody(Source(), range: 0..<1_000_003))
        }
        let context = try TLSContext(authority.issue())
        try await withServer(responder, configure: { $0.tls = context }) { _, server in
            let out = directory.file("out")
            _ = try await curl("-k", "-o", out, "https://\(server.address)")
            #expect(Array(try Data(contentsOf: URL(filePath: out))) == Source.bytes(0..<1_000_003))
        }
    }

    @Test("HEAD gets the length and nothing is read; a range means nothing to it")
    func head() async throws {
        let witness = Witness()
        let responder = ClosureResponder { request in
            guard request.headers["Range"] == nil else { return HTTPResponse(.partialContent) }
            return HTTPResponse(.ok, stored: HTTPStoredBody(Source(witness), range: 0..<5_000_000_000))
        }
        try await withServer(responder) { _, server in
            let head = try await curl("--head", "-r", "0-1", server.url, server.url)
            #expect(head.contains("HTTP/1.1 200 OK\r\n") && head.contains("Content-Length: 5000000000\r\n"))
            #expect(witness.readByteCount == 0)
        }
    }

    @Test("a client that pauses gets all in the end")
    func pausing() async throws {
        let witness = Witness()
        let length = 6 << 20
        let responder = ClosureResponder { _ in
            HTTPResponse(.ok, stored: HTTPStoredBody(Source(witness), range: 0..<length))
        }
        try await withServer(responder) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.with { $0.setReading(false, on: $1) }
            await remote.write(Array("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            for await count in witness.readings where count >= 256 << 10 { break }
            await remote.with { $0.setReading(true, on: $1) }
            let answer = await remote.bytesUntilEnd()
            let head = answer.count - length
            #expect(answer.prefix(max(0, head)).suffix(4).elementsEqual("\r\n\r\n".utf8))
            #expect(Array(answer.suffix(length)) == Source.bytes(0..<length))
            await remote.close()
        }
    }

    @Test("what is sent is let go of when the client goes away")
    func goneAway() async throws {
        let witness = Witness()
        let responder = ClosureResponder { _ in
            HTTPResponse(.ok, stored: HTTPStoredBody(Source(witness), range: 0..<1 << 40))
        }
        try await withServer(responder) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.write(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            _ = await remote.bytes(1 << 20)
            await remote.with { $0.abort(on: $1) }
            for await _ in witness.readings {}
        }
    }

    @Test("for a client that takes nothing little is read; it is dropped, and what it was sent let go of")
    func stalled() async throws {
        let witness = Witness()
        let violations = Violations()
        let responder = ClosureResponder { _ in
            HTTPResponse(.ok, stored: HTTPStoredBody(Source(witness), range: 0..<1 << 40))
        }
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.writeStallLimit = .milliseconds(200)
            configuration.violations = violations
        }
        try await withServer(responder, configure: configure) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.with { $0.setReading(false, on: $1) }
            await remote.write(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            for await _ in witness.readings {}
            #expect(violations.count(of: "http_answer_not_read") == 1)
            // The sockets' own buffers take a few MB; ours is less than half a MiB.
            #expect(witness.readByteCount < 16 << 20)
            await remote.with { $0.abort(on: $1) }
        }
    }

    @Test("a body that cannot be read to its end is not mistaken for a whole one")
    func broken() async throws {
        let responder = ClosureResponder { _ in
            HTTPResponse(.ok, stored: HTTPStoredBody(Source(brokenFrom: 200_000), range: 0..<300_000))
        }
        try await withServer(responder) { _, server in
            let answer = try await curl("-o", "/dev/null", server.url)
            #expect(answer.hasPrefix("curl failed: "))
        }
    }

    @Test("an answer on its way when the server stops goes out whole")
    func stopping() async throws {
        let arrived = Gate()
        let responder = ClosureResponder { _ in
            arrived.open()
            return HTTPResponse(.ok, stored: HTTPStoredBody(Source(), range: 0..<8_000_000))
        }
        try await withServer(responder) { _, server in
            async let answer = curl("-o", "/dev/null", "-w", "%{size_download}", server.url)
            await arrived.wait()
            await server.stop()
            let printed = try await answer
            #expect(printed == "8000000")
        }
    }
}
