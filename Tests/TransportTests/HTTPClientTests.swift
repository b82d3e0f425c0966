import FoundationEssentials
import HTTP
import Testing

@testable import Transport

@Suite("HTTP client") struct HTTPClientTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// Lends a client and a server that follows a script.
    func withScript(
        _ steps: ScriptedServer.Step..., configure: (inout HTTPClient.Configuration) -> Void = { _ in },
        _ body: (HTTPClient, ScriptedServer, String) async throws -> Void
    ) async throws {
        try await withLoops { group in
            let server = ScriptedServer(steps)
            let listeners = try await server.listen(on: group)
            var configuration = HTTPClient.Configuration()
            configure(&configuration)
            let client = HTTPClient(on: group, configuration: configuration)
            try await body(client, server, "http://\(listeners.address)/")
            await client.shutDown()
        }
    }

    // MARK: Requests

    @Test("a request is sent as it should be")
    func request() async throws {
        try await withScript(.send(Self.ok)) { client, server, url in
            var request = try OutgoingRequest.make(.post, url + "a%20b?c=d%2Be#f", body: "hello!")
            request.headers["Authorization"] = "Basic eA=="
            let response = try await client.send(request)
            #expect(response.status == .ok)
            #expect(response.body == Array("ok".utf8))
            let host = url.dropFirst("http://".count).dropLast()
            #expect(
                server.requests == [
                    "POST /a%20b?c=d%2Be HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Basic eA==\r\n"
                        + "User-Agent: voicebridge\r\nContent-Length: 6\r\n\r\nhello!"
                ])
        }
    }

    @Test("against our own server, with bodies both ways")
    func ownServer() async throws {
        try await withServer(loops: 2) { group, server in
            let client = HTTPClient(on: group)
            let body = String(repeating: "x", count: 300_000)
            let response = try await client.send(.make(.post, server.url + "/p", body: body))
            #expect(response.body == Array(("POST /p " + body).utf8))
            // HEAD is the responder's GET.
            let head = try await client.send(.make(.head, server.url + "/h"))
            #expect(head.body.isEmpty)
            #expect(head.headers["Content-Length"] == "7")
            await client.shutDown()
        }
    }

    // MARK: Answers

    @Test(
        "sized, chunked and endless answers come whole",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nhello", "HTTP/1.0 200 OK\r\n\r\nhello",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ])
    func answers(text: String) async throws {
        try await withScript(.sendAndClose(text)) { client, _, url in
            let answer = try await client.send(.make(.get, url))
            #expect(answer.body == Array("hello".utf8))
        }
    }

    @Test("a redirect is an answer, not an order")
    func redirect() async throws {
        let text = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        try await withScript(.send(text)) { client, server, url in
            let response = try await client.send(.make(.get, url))
            #expect(response.status.code == 302)
            #expect(response.headers["Location"] == "/elsewhere")
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "an answer over the limit, or none of HTTP's, is an error",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n",
            "HTTP/1.1 200 OK\r\n\r\n123456", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
        ])
    func malformed(text: String) async throws {
        try await withScript(.send(text), configure: { $0.answerLimit = 5 }) { client, _, url in
            do throws(HTTPClientError) {
                _ = try await send(client, .get, url)
                Issue.record("an answer came")
            } catch {
                guard case .malformedAnswer = error else { return #expect(error == .malformedAnswer("")) }
            }
        }
    }

    // MARK: Keep-alive

    @Test("safe requests share a connection")
    func keepAlive() async throws {
        try await withScript(.send(Self.ok), .send(Self.ok), .send(Self.ok)) { client, server, url in
            for _ in 1...3 { _ = try await client.send(.make(.get, url)) }
            #expect(server.requests.count == 3)
            #expect(server.connectionCount == 1)
        }
    }

    @Test("a request that may change something has a connection of its own")
    func freshForPost() async throws {
        try await withScript(.send(Self.ok), .send(Self.ok), .send(Self.ok)) { client, server, url in
            _ = try await client.send(.make(.get, url))
            _ = try await client.send(.make(.post, url, body: "x!"))
            _ = try await client.send(.make(.delete, url))
            #expect(server.connectionCount == 3)
        }
    }

    @Test("an idle connection that turns out dead costs a safe request nothing")
    func staleGet() async throws {
        try await withScript(.send(Self.ok), .abort, .send(Self.ok)) { client, server, url in
            _ = try await client.send(.make(.get, url))
            let answer = try await client.send(.make(.get, url))
            #expect(answer.body == Array("ok".utf8))
            #expect(server.requests.count == 3)
            #expect(server.connectionCount == 2)
        }
    }

    @Test("a connection that dies in the middle of an answer is not tried again")
    func noRetryAfterAnswerBegan() async throws {
        try await withScript(.send(Self.ok), .sendAndClose("HTTP/1.1 2")) { client, server, url in
            _ = try await client.send(.make(.get, url))
            await #expect(throws: HTTPClientError.connectionLost("ended in the middle of an answer")) {
                try await client.send(.make(.get, url))
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "a connection whose server says more, or says close, is not used again",
        arguments: [ok + "HTTP", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"])
    func notReusable(text: String) async throws {
        try await withScript(.send(text), .send(Self.ok)) { client, server, url in
            _ = try await client.send(.make(.get, url))
            _ = try await client.send(.make(.get, url))
            #expect(server.connectionCount == 2)
        }
    }

    @Test("idle connections are closed in time, and at most so many are kept")
    func idleConnections() async throws {
        let configure = { (configuration: inout HTTPClient.Configuration) in
            configuration.idleDeadline = .milliseconds(20)
            configuration.idleConnectionsPerOrigin = 1
        }
        try await withScript(.send(Self.ok), .send(Self.ok), configure: configure) { client, server, url in
            async let one = client.send(.make(.get, url))
            async let two = client.send(.make(.get, url))
            _ = try await (one, two)
            await server.wait { $0.endCount == 2 }
        }
    }

    // MARK: Failures

    @Test("a post whose connection is lost is never sent twice")
    func lostPost() async throws {
        try await withScript(.send(Self.ok), .abort, .send(Self.ok)) { client, server, url in
            _ = try await client.send(.make(.get, url))
            do throws(HTTPClientError) {
                _ = try await send(client, .post, url)
                Issue.record("an answer came")
            } catch {
                guard case .connectionLost = error else { return #expect(error == .connectionLost("")) }
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test("nobody listens: never sent")
    func refused() async throws {
        try await withLoops { group in
            let server = try await HTTPServer(.init(address: .loopback()), on: group, responder: ClosureResponder.echo)
            await server.stop()
            let client = HTTPClient(on: group)
            await #expect(throws: HTTPClientError.connect(.refused("\(server.address)"))) {
                try await client.send(.make(.post, server.url))
            }
            await client.shutDown()
        }
    }

    @Test("no answer in time")
    func timedOut() async throws {
        try await withScript(.nothing, .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")) {
            client, server, url in
            for _ in 1...2 {
                await #expect(throws: HTTPClientError.timedOut) {
                    try await client.send(.make(.get, url), deadline: .seconds(1))
                }
            }
            await server.wait { $0.requests.count == 2 }
        }
    }

    @Test("a cancelled task gives up its request")
    func cancelled() async throws {
        try await withScript(.nothing) { client, server, url in
            let request = try OutgoingRequest.make(.get, url)
            let task = Task { try await client.send(request) }
            await server.wait { $0.requests.count == 1 }
            task.cancel()
            await #expect(throws: HTTPClientError.connectionLost("the task was cancelled")) { try await task.value }
        }
    }

    @Test("an address that the policy refuses is not dialled")
    func policy() async throws {
        try await withScript(configure: { $0.policy = { !$0.isLoopback } }) { client, server, url in
            await #expect(throws: HTTPClientError.connect(.addressNotAllowed("127.0.0.1"))) {
                try await client.send(.make(.get, url))
            }
            #expect(server.connectionCount == 0)
        }
    }

    @Test(
        "a URL that cannot be dialled is never sent",
        arguments: ["ftp://a/", "http://user:password@a/", "http:///x", "http://a:0/", "http://a:70000/", "mailto:a@b"])
    func malformedURL(text: String) async throws {
        try await withLoops { group in
            let client = HTTPClient(on: group)
            do throws(HTTPClientError) {
                _ = try await send(client, .get, text)
                Issue.record("an answer came")
            } catch {
                guard case .connect(.malformedURL(let reason)) = error else {
                    return #expect(error == .connect(.malformedURL("")))
                }
                #expect(!reason.contains("password@"))
            }
        }
    }

    @Test("https without TLS settings is never sent in the clear")
    func noTLS() async throws {
        try await withLoops { group in
            let client = HTTPClient(on: group)
            await #expect(throws: HTTPClientError.connect(.tls("no TLS settings for 127.0.0.1"))) {
                try await client.send(.make(.get, "https://127.0.0.1/"))
            }
        }
    }

    @Test("a field that would inject another is never sent")
    func injection() async throws {
        try await withScript { client, server, url in
            var request = try OutgoingRequest.make(.get, url)
            request.headers["X"] = "a\r\nY: b"
            await #expect(throws: HTTPClientError.malformedRequest("malformedFieldValue(name: \"X\")")) {
                try await client.send(request)
            }
            #expect(server.connectionCount == 0)
        }
    }

    @Test("after shutting down nothing is sent, and idle connections are closed")
    func shutDown() async throws {
        try await withScript(.send(Self.ok)) { client, server, url in
            _ = try await client.send(.make(.get, url))
            await client.shutDown()
            await #expect(throws: HTTPClientError.shutDown) { try await client.send(.make(.get, url)) }
            await server.wait { $0.endCount == 1 }
        }
    }

    private func send(
        _ client: HTTPClient, _ method: HTTPMethod, _ text: String
    ) async throws(HTTPClientError) -> HTTPResponse {
        guard let url = URL(string: text) else { throw .connect(.malformedURL("not a URL")) }
        return try await client.send(OutgoingRequest(method, url, body: method == .post ? Array("x!".utf8) : []))
    }
}

@Suite("Origins") struct HTTPOriginTests {
    @Test(
        "a URL names host, port and target",
        arguments: [
            ("http://Example.org", "example.org", 80, "example.org", "/"),
            ("https://example.org:443/a", "example.org", 443, "example.org", "/a"),
            ("https://example.org:8443/a?b", "example.org", 8443, "example.org:8443", "/a?b"),
            ("http://[::1]:8080/?x=%2F", "::1", 8080, "[::1]:8080", "/?x=%2F"),
            ("http://127.0.0.1/a%20b/+c", "127.0.0.1", 80, "127.0.0.1", "/a%20b/+c"),
        ])
    func parts(text: String, host: String, port: Int, authority: String, target: String) throws {
        let outgoing = try OutgoingRequest.make(.get, text)
        let origin = try HTTPOrigin(outgoing.url)
        #expect(origin.host == host)
        #expect(origin.port == port)
        #expect(origin.authority == authority)
        #expect(HTTPRequest(outgoing, to: origin).target == target)
    }
}
