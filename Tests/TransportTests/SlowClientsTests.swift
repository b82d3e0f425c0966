import Glibc
import HTTP
import Telemetry
import Testing

@testable import Transport

/// Five hundred slow connections of every kind, and one client that wants to be served meanwhile. With the deadlines that
/// a server has unless told otherwise `Benchmarks/slow-clients` does the same, and measures.
@Suite("HTTP server: slow clients", .timeLimit(.minutes(5)), .serialized) struct SlowClientsTests {
    private static let count = 500

    @Test("all are cut by their deadlines, each for its reason, and a good client is answered all the while")
    func slowClients() async throws {
        try allowDescriptors(4096)
        let violations = Violations()
        let large = [UInt8](repeating: 0x61, count: 64 << 10)
        let responder = ServingResponder(large: large)
        let configure = { (configuration: inout HTTPServer.Configuration) in
            configuration.headDeadline = .seconds(2)
            configuration.bodyGrace = .seconds(1)
            configuration.idleDeadline = .seconds(1)
            configuration.writeStallLimit = .seconds(1)
            configuration.connectionLimit = 2 * Self.count
            configuration.violations = violations
        }
        try await withServer(responder, loops: 2, configure: configure) { group, server in
            let (ends, ending) = AsyncStream.makeStream(of: SlowClient.End.self)
            for number in 0..<Self.count {
                let kind = SlowClient.Kind.allCases[number % SlowClient.Kind.allCases.count]
                try await group.next().beSlow(kind, to: server.address, ending)
            }
            let good = Task { try await ask(server, on: group) }
            var texts: [SlowClient.Kind: [String]] = [:]
            var count = 0
            for await end in ends {
                texts[end.kind, default: []].append(end.text)
                count += 1
                if count == Self.count { break }
            }
            good.cancel()
            let (asked, latency) = try await good.value
            #expect(asked > 0)
            #expect(latency.count == asked)

            for (kind, texts) in texts {
                #expect(texts.allSatisfy { kind.isRightlyCut(hearing: $0) }, "\(kind): \(texts.first ?? "")")
            }
            let of = { (kind: SlowClient.Kind) in texts[kind]?.count ?? 0 }
            #expect(violations.count(of: "http_head_too_slow") == of(.head) + of(.second))
            #expect(violations.count(of: "http_body_too_slow") == of(.body) + of(.upload))
            #expect(violations.count(of: "http_silent") == of(.silent))
            #expect(violations.count(of: "http_answer_not_read") == of(.deaf))
            #expect(violations.counts.count == 4)
        }
    }

    /// Asks until cancelled, on a connection that stays; every request must be answered.
    private func ask(_ server: HTTPServer, on group: EventLoopGroup) async throws -> (asked: Int, Histogram) {
        let client = HTTPClient(on: group)
        let latency = Histogram()
        var asked = 0
        while !Task.isCancelled {
            let request = try OutgoingRequest.make(.get, server.url)
            // A task of its own: the request under way at the end is not to be cancelled.
            let took = try await Task {
                let start = ContinuousClock.now
                let response = try await client.send(request, deadline: .patient)
                #expect(response.status == .ok)
                return ContinuousClock.now - start
            }.value
            latency.record(took)
            asked += 1
        }
        await client.shutDown()
        return (asked, latency)
    }
}

extension SlowClient.Kind {
    /// Whether it was told what such a client is told.
    fileprivate func isRightlyCut(hearing text: String) -> Bool {
        switch self {
        case .head, .body, .upload: text.hasPrefix("HTTP/1.1 408 ")
        case .silent, .deaf: text.isEmpty
        case .idle: text.hasPrefix("HTTP/1.1 200 ") && !text.contains(" 408 ")
        case .second: text.hasPrefix("HTTP/1.1 200 ") && text.contains("HTTP/1.1 408 ")
        }
    }
}

extension EventLoop {
    fileprivate func beSlow(
        _ kind: SlowClient.Kind, to address: SocketAddress, _ ends: AsyncStream<SlowClient.End>.Continuation
    ) async throws(ConnectError) {
        let connection = try await Connector.connect(
            host: address.host, port: address.port, deadline: .patient, on: self)
        SlowClient(kind, every: .milliseconds(50), ends).begin(connection, on: self)
    }
}

/// A small answer at once, a large one, and uploads that are read.
private struct ServingResponder: HTTPResponder {
    let large: [UInt8]

    func bodyLimit(for head: HTTPRequest) -> Int { 1 << 20 }
    func streamsBody(of head: HTTPRequest) -> Bool { head.target == "/upload" }

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        HTTPResponse(.ok, body: request.target == "/large" ? large : Array("ok".utf8))
    }
}

/// Both ends of every connection are in this process.
private func allowDescriptors(_ count: rlim_t) throws {
    var limit = rlimit()
    let which = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(which, &limit) == 0 else { return }
    guard limit.rlim_cur < count else { return }
    limit.rlim_cur = min(count, limit.rlim_max)
    try #require(setrlimit(which, &limit) == 0)
}
