import Foundation
import HTTP
import Synchronization
import Testing

@testable import Transport

@Suite("HTTP server") struct HTTPServerTests {
    static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
    static let last = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    // MARK: Against curl

    @Test("curl gets, posts sized and chunked, and asks for a head")
    func againstCurl() async throws {
        try await withServer { _, server in
            let answer = try await curl(server.url + "/x?y=z")
            #expect(answer == "GET /x?y=z ")
            let sized = try await curl("-d", "hello", server.url + "/p")
            #expect(sized == "POST /p hello")
            let chunked = ["-H", "Transfer-Encoding: chunked", "-d", "hello"]
            let joined = try await curl(chunked[0], chunked[1], chunked[2], chunked[3], server.url)
            #expect(joined == "POST / hello")
            let head = try await curl("--head", server.url + "/h")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            // The length of what GET would have brought: `GET /h `.
            #expect(head.contains("Content-Length: 7\r\n"))
            #expect(head.contains("Date: "))
        }
    }

    @Test("curl keeps its connection")
    func curlKeepsAlive() async throws {
        try await withServer { _, server in
            let counts = try await curl("-w", ",%{num_connects};", server.url + "/1", server.url + "/2")
            #expect(counts == "GET /1 ,1;GET /2 ,0;")
        }
    }

    @Test("curl that expects 100 Continue is told so and sends its body")
    func curlExpects() async throws {
        try await withServer { _, server in
            let output = try await curl(
                "-v", "--stderr", "-", "--expect100-timeout", "15", "-H", "Expect: 100-continue", "-d", "hello",
                server.url)
            #expect(output.contains("< HTTP/1.1 100 Continue"))
            #expect(output.contains("POST / hello"))
        }
    }

    @Test("a large answer arrives whole")
    func largeAnswer() async throws {
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        try await withServer(ClosureResponder { _ in HTTPResponse(.ok, body: body) }) { group, server in
            let answer = try await curl("-o", "/dev/null", "-w", "%{size_download}", server.url)
            #expect(answer == "3000000")
            var configuration = HTTPClient.Configuration()
            configuration.answerLimit = body.count
            let client = HTTPClient(on: group, configuration: configuration)
            let response = try await client.send(.make(.get, server.url))
            #expect(response.body == body)
            await client.shutDown()
        }
    }

    // MARK: Order

    @Test("pipelined requests are answered in order, however long the first one takes")
    func pipelining() async throws {
        let gate = Gate()
        let responder = ClosureResponder { request in
            if request.target == "/slow" { await gate.wait() } else { gate.open() }
            return HTTPResponse(.ok, body: Array("[\(request.target)]".utf8))
        }
        try await withServer(responder) { group, server in
            let slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
            let other = try await group.next().dial(server.address)
            let remote = try await group.next().dial(server.address)
            await remote.write(Array((slow + Self.get + Self.last).utf8))
            // Only a request on another connection lets the first one go on.
            await other.write(Array(Self.get.utf8))
            let text = String(decoding: await remote.bytesUntilEnd(), as: UTF8.self)
            let order = text.split(separator: "[").dropFirst().map { $0.prefix { $0 != "]" } }
            #expect(order == ["/slow", "/a", "/last"])
            await other.close()
            await remote.close()
        }
    }

    @Test("the responder runs off the loop")
    func offTheLoop() async throws {
        let name = Mutex<String?>(nil)
        let responder = ClosureResponder { _ in
            name.withLock { $0 = threadName() }
            return HTTPResponse(.noContent)
        }
        try await withServer(responder) { group, server in
            _ = try await server.exchange(Self.last, on: group)
            let loop = await group.loops[0].run { _ in threadName() }
            #expect(loop == "loop-0")
            #expect(name.withLock { $0 } != nil)
            #expect(name.withLock { $0 } != loop)
        }
    }

    // MARK: Refusals

    @Test(
        "what breaks the rules gets its status, a reason in JSON and a closed connection",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400, "bad_request"),
            ("GET / HTTP/1.1\nHost: a\n\n", 400, "bad_request"),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http_version_not_supported"),
            ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 414, "uri_too_long"),
            (
                "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 9000))\r\n", 431,
                "request_header_fields_too_large"
            ),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "not_implemented"),
            ("POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417, "expectation_failed"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413, "content_too_large"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 413, "content_too_large"),
        ])
    func refusal(request: String, status: Int, code: String) async throws {
        try await withServer { group, server in
            let answer = try await server.exchange(request + Self.get, on: group)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.contains("\r\n\r\n{\"success\":false,\"error\":{\"code\":\"\(code)\",\"message\":\""))
            // Nothing after it was answered.
            #expect(answer.components(of: "Content-Length").count == 2)
        }
    }

    @Test("an answer that would inject a field becomes 500")
    func injection() async throws {
        let responder = ClosureResponder { _ in HTTPResponse(.ok, headers: ["X": "a\r\nSet-Cookie: b"]) }
        try await withServer(responder) { group, server in
            let answer = try await server.exchange(Self.last, on: group)
            #expect(answer.hasPrefix("HTTP/1.1 500 "))
            #expect(!answer.contains("Set-Cookie"))
        }
    }

    // MARK: Deadlines

    @Test("a slow head is cut with 408, a silent connection without a word", .timeLimit(.minutes(1)))
    func slowHead() async throws {
        try await withServer(configure: { $0.headDeadline = .milliseconds(100) }) { group, server in
            let silence = try await server.exchange("", on: group)
            #expect(silence == "")
            // On a busy machine our few bytes may come too late to be a head at all.
            var answer = ""
            while answer.isEmpty { answer = try await server.exchange("GET / HT", on: group) }
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("a slow body is cut with 408")
    func slowBody() async throws {
        try await withServer(configure: { $0.bodyGrace = .milliseconds(50) }) { group, server in
            let request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345"
            let answer = try await server.exchange(request, on: group)
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("an idle connection is closed")
    func idle() async throws {
        try await withServer(configure: { $0.idleDeadline = .milliseconds(50) }) { group, server in
            let answer = try await server.exchange(Self.get, on: group)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!answer.contains("Connection: close"))
        }
    }

    @Test("a client that does not read its answers is dropped, and its answers do not pile up")
    func notReading() async throws {
        let count = Atomic(0)
        let body = [UInt8](repeating: 0x61, count: 1 << 20)
        let responder = ClosureResponder { _ in
            count.wrappingAdd(1, ordering: .relaxed)
            return HTTPResponse(.ok, body: body)
        }
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.writeStallLimit = .milliseconds(200)
            configuration.connectionsPerAddress = 1
        }
        try await withServer(responder, configure: configure) { group, server in
            let remote = try await group.next().dial(server.address)
            await remote.with { $0.setReading(false, on: $1) }
            await remote.write(Array(String(repeating: Self.get, count: 100).utf8))
            // The sockets' own buffers take a few megabytes; what does not fit stalls. Then its place falls free.
            var answer = ""
            while answer.isEmpty { answer = try await server.exchange(Self.last, on: group) }
            #expect(count.load(ordering: .relaxed) < 20)
            await remote.with { $0.abort(on: $1) }
        }
    }

    // MARK: Limits

    @Test("the last request of a connection is told so")
    func requestsPerConnection() async throws {
        try await withServer(configure: { $0.requestsPerConnection = 2 }) { group, server in
            let answer = try await server.exchange(Self.get + Self.get + Self.get, on: group)
            #expect(answer.components(of: "HTTP/1.1 200").count == 3)
            #expect(answer.components(of: "Connection: close").count == 2)
        }
    }

    @Test("connections beyond the limit of an address are closed; a place that falls free is given away again")
    func perAddress() async throws {
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.connectionsPerAddress = 1
            configuration.exemptAddresses = []
        }
        try await withServer(configure: configure) { group, server in
            let first = try await group.next().dial(server.address)
            await first.write(Array(Self.get.utf8))
            #expect(await !first.bytes(1).isEmpty)
            let second = try await group.next().dial(server.address)
            #expect(await second.bytesUntilEnd().isEmpty)
            await second.close()
            await first.close()
            // The server hears of the end a moment later; until then it turns us away.
            var answer = ""
            while answer.isEmpty { answer = try await server.exchange(Self.last, on: group) }
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("exempt addresses are not counted, but for the limit of all")
    func exempt() async throws {
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.connectionsPerAddress = 0
            configuration.connectionLimit = 1
            configuration.exemptAddresses = AddressRange.loopback
        }
        try await withServer(configure: configure) { group, server in
            let first = try await group.next().dial(server.address)
            await first.write(Array(Self.get.utf8))
            #expect(await !first.bytes(1).isEmpty)
            let second = try await group.next().dial(server.address)
            #expect(await second.bytesUntilEnd().isEmpty)
            await second.close()
            await first.close()
        }
    }

    // MARK: Stopping

    @Test("stopping closes idle connections, lets answers go out and takes nobody in")
    func stopping() async throws {
        let (gate, arrived) = (Gate(), Gate())
        let responder = ClosureResponder { request in
            if request.target == "/last" {
                arrived.open()
                await gate.wait()
            }
            return HTTPResponse(.ok, body: Array("done".utf8))
        }
        try await withServer(responder) { group, server in
            let idle = try await group.next().dial(server.address)
            await idle.write(Array(Self.get.utf8))
            #expect(await !idle.bytes(1).isEmpty)
            let busy = try await group.next().dial(server.address)
            await busy.write(Array("GET /last HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            await arrived.wait()
            await server.stop()
            _ = await idle.bytesUntilEnd()
            gate.open()
            let answer = String(decoding: await busy.bytesUntilEnd(), as: UTF8.self)
            #expect(answer.contains("Connection: close"))
            #expect(answer.hasSuffix("done"))
            await #expect(throws: ConnectError.refused("\(server.address)")) {
                _ = try await group.next().dial(server.address)
            }
            await idle.close()
            await busy.close()
        }
    }
}

/// The name of the thread this runs on.
private func threadName() -> String {
    let text = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return text?.trimmingCharacters(in: .newlines) ?? ""
}

extension String {
    fileprivate func components(of separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
