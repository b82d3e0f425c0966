import HTTP
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transport

@Suite("HTTP server: uploads", .timeLimit(.minutes(5))) struct HTTPUploadTests {
    static func head(_ byteCount: Int) -> [UInt8] {
        Array("POST /u HTTP/1.1\r\nHost: a\r\nContent-Length: \(byteCount)\r\n\r\n".utf8)
    }

    @Test(
        "5 MiB arrive whole, sized and chunked, in the clear and over TLS, and never more than a window and a read wait",
        arguments: [false, true], [false, true])
    func fiveMebibytes(chunked: Bool, secure: Bool) async throws {
        let tls = secure ? try TLSFixture.shared() : nil
        let sent = pattern(5 << 20)
        let longest = Atomic(0)
        let responder = StreamResponder { _, body in
            var received: [UInt8] = []
            for try await piece in body {
                longest.store(max(longest.load(ordering: .relaxed), piece.count), ordering: .relaxed)
                received += piece
            }
            return HTTPResponse(received == sent ? .ok : .internalServerError)
        }
        try await withServer(responder, configure: { $0.tls = tls?.server }) { group, server in
            let remote = try await group.next().dial(server.address, tls: tls?.client, serverName: "localhost")
            if chunked {
                await remote.write(Array("POST /u HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
                for start in stride(from: 0, to: sent.count, by: 100_000) {
                    let chunk = sent[start..<min(start + 100_000, sent.count)]
                    await remote.write(Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [13, 10])
                }
                await remote.write(Array("0\r\n\r\n".utf8))
            } else {
                await remote.write(Self.head(sent.count) + sent)
            }
            // The connection stays: a second request is answered on it.
            await remote.write(Array(HTTPServerTests.last.utf8))
            let answer = String(decoding: await remote.bytesUntilEnd(), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Connection: close\r\n"))
            await remote.close()
        }
        #expect(longest.load(ordering: .relaxed) < (64 << 10) + ReadBuffer.byteCount)
    }

    @Test("a responder that does not read stops the sender, and learns that it has gone")
    func slowResponder() async throws {
        let gate = Gate()
        let outcome = Outcome()
        let responder = StreamResponder { _, body in
            await gate.wait()
            do throws(HTTPBodyError) {
                for try await piece in body { outcome.received(piece.count) }
                outcome.ended(nil)
            } catch {
                outcome.ended(error)
            }
            return HTTPResponse(.ok)
        }
        // A deadline that would cut a client which is kept waiting, if waiting counted.
        let violations = Violations()
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.bodyGrace = .milliseconds(100)
            configuration.minimumBodyRate = 1 << 30
            configuration.violations = violations
        }
        try await withServer(responder, configure: configure) { group, server in
            let byteCount = 64 << 20
            let remote = try await group.next().dial(server.address)
            await remote.with { connection, _ in connection.stallLimit = .milliseconds(300) }
            await remote.write(Self.head(byteCount) + pattern(byteCount))
            // Nobody takes its bytes: the system's buffers are full, and so is the window.
            #expect(await remote.closed() == .some(.writeStalled))
            gate.open()
            #expect(await outcome.end() == .connectionLost)
            #expect(outcome.byteCount < byteCount / 2)
        }
        #expect(violations.count(of: "http_body_too_slow") == 0)
    }

    @Test("an early answer reaches a client that sends everything before it reads")
    func earlyAnswer() async throws {
        let responder = StreamResponder { _, _ in HTTPResponse(.unprocessableContent, body: Array("no".utf8)) }
        try await withServer(responder) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.with { connection, loop in
                connection.highWaterMark = 0
                connection.setReading(false, on: loop)
            }
            await remote.write(Self.head(5 << 20) + pattern(5 << 20))
            for await heard in remote.heard where heard == .congested(false) { break }
            await remote.with { $0.setReading(true, on: $1) }
            let answer = String(decoding: await remote.bytesUntilEnd(), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 422 "))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nno"))
            await remote.close()
        }
    }

    @Test("an early answer spares a client that waits for 100 Continue its body")
    func earlyAnswerToExpectation() async throws {
        let responder = StreamResponder { _, _ in HTTPResponse(.unauthorized) }
        try await withServer(responder) { _, server in
            let output = try await curl(
                "-v", "--stderr", "-", "--expect100-timeout", "15", "-H", "Expect: 100-continue", "-d", "hello",
                server.url)
            #expect(!output.contains("100 Continue"))
            #expect(output.contains("< HTTP/1.1 401 Unauthorized"))
        }
    }

    @Test("curl that waits for 100 Continue gets it when the responder asks for the body")
    func expectContinue() async throws {
        let responder = StreamResponder { _, body in
            var received: [UInt8] = []
            for try await piece in body { received += piece }
            return HTTPResponse(.ok, body: received)
        }
        try await withServer(responder) { _, server in
            let output = try await curl(
                "-v", "--stderr", "-", "--expect100-timeout", "15", "-H", "Expect: 100-continue", "-d", "hello",
                server.url)
            #expect(output.contains("< HTTP/1.1 100 Continue"))
            #expect(output.contains("hello"))
        }
    }

    @Test("a client that vanishes in the middle of its body: the stream throws", arguments: [false, true])
    func vanishing(byReset: Bool) async throws {
        let arrived = Gate()
        let outcome = Outcome()
        let responder = StreamResponder { _, body in
            do throws(HTTPBodyError) {
                for try await _ in body { arrived.open() }
                outcome.ended(nil)
            } catch {
                outcome.ended(error)
            }
            return HTTPResponse(.ok)
        }
        try await withServer(responder) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.write(Self.head(100) + pattern(10))
            await arrived.wait()
            await remote.with { connection, loop in
                if byReset { connection.socket?.resetOnClose() }
                connection.abort(on: loop)
            }
            #expect(await outcome.end() == .connectionLost)
        }
    }

    @Test("a client that drips its upload is cut with 408, and the responder told")
    func dripping() async throws {
        let outcome = Outcome()
        let responder = StreamResponder { _, body in
            do throws(HTTPBodyError) {
                for try await piece in body { outcome.received(piece.count) }
                outcome.ended(nil)
            } catch {
                outcome.ended(error)
            }
            return HTTPResponse(.ok)
        }
        let violations = Violations()
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.bodyGrace = .milliseconds(50)
            configuration.violations = violations
        }
        try await withServer(responder, configure: configure) { group, server in
            let answer = try await server.exchange(String(decoding: Self.head(100), as: UTF8.self) + "x", on: group)
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(await outcome.end() == .tooSlow)
        }
        #expect(violations.counts == ["http_body_too_slow": 1])
    }

    @Test("a responder that gives up waiting can still answer")
    func cancelled() async throws {
        let responder = StreamResponder { _, body in
            let reading = Task {
                do throws(HTTPBodyError) {
                    for try await _ in body {}
                    return HTTPBodyError?.none
                } catch {
                    return error
                }
            }
            reading.cancel()
            return HTTPResponse(await reading.value == .cancelled ? .requestTimeout : .ok)
        }
        try await withServer(responder) { group, server in
            let answer = try await server.exchange(String(decoding: Self.head(100), as: UTF8.self), on: group)
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("without an implementation of its own a responder gets a streamed body whole")
    func gathered() async throws {
        let body = HTTPBodyStream([Array("hel".utf8), [], Array("lo".utf8)])
        let response = await ClosureResponder.echo.respond(
            to: HTTPRequest(.post, "/g"), reading: body, from: .loopback())
        #expect(response.body == Array("POST /g hello".utf8))
    }
}

/// Takes every body in pieces.
struct StreamResponder: HTTPResponder {
    let answer: @Sendable (HTTPRequest, HTTPBodyStream) async throws -> HTTPResponse

    func streamsBody(of head: HTTPRequest) -> Bool { true }
    func bodyLimit(for head: HTTPRequest) -> Int { 64 << 20 }

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        HTTPResponse(.internalServerError)
    }

    @concurrent func respond(
        to request: HTTPRequest, reading body: HTTPBodyStream, from peer: SocketAddress
    ) async -> HTTPResponse {
        do {
            return try await answer(request, body)
        } catch {
            return HTTPResponse(.badRequest)
        }
    }
}

/// How a body ended for a responder.
private final class Outcome: Sendable {
    private let received = Atomic(0)
    private let (ends, ending) = AsyncStream.makeStream(of: HTTPBodyError?.self)

    func received(_ count: Int) { received.wrappingAdd(count, ordering: .relaxed) }
    func ended(_ error: HTTPBodyError?) { ending.yield(error) }

    var byteCount: Int { received.load(ordering: .relaxed) }
    func end() async -> HTTPBodyError? { await ends.first { _ in true } ?? nil }
}
