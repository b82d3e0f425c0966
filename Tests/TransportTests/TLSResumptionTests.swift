import COpenSSL
import TestSupport
import Testing

@testable import Transport

@Suite struct TLSResumptionTests {
    let authority: TestAuthority
    let files: (certificateFile: String, keyFile: String)
    let server: TLSContext
    let client: TLSContext

    init() throws {
        authority = try TestAuthority()
        files = try authority.issue(for: ["DNS:localhost", "DNS:other.example", "IP:127.0.0.1"])
        server = try TLSContext(
            certificateChainFile: files.certificateFile, privateKeyFile: files.keyFile, offersTickets: true)
        client = try TLSContext(clientTrusting: authority.certificateFile)
    }

    private func isResumed(
        _ client: TLSContext, name: String = "localhost", port: Int = 443
    ) throws -> Bool {
        var pair = try TLSPair(client, server, serverName: name, port: port)
        #expect(pair.shakeHands() == .done)
        // Tickets of TLS 1.3 come behind the handshake.
        #expect(try pair.carryToClient([1]) == [1])
        defer { pair.client.sayGoodbye() }
        return pair.client.isResumed
    }

    @Test(
        "the second connection to a peer resumes the first, and so does the third",
        arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func resumes(version: Int32) throws {
        client.limit(to: version)
        #expect(try !isResumed(client))
        #expect(try isResumed(client))
        #expect(try isResumed(client))
    }

    @Test("a numeric address resumes as well")
    func numericAddress() throws {
        #expect(try !isResumed(client, name: "127.0.0.1"))
        #expect(try isResumed(client, name: "127.0.0.1"))
    }

    @Test("another name or port of the same server starts afresh")
    func otherPeer() throws {
        #expect(try !isResumed(client))
        #expect(try !isResumed(client, name: "other.example"))
        #expect(try !isResumed(client, port: 8443))
        #expect(try isResumed(client))
    }

    @Test("a session of one context is unknown to another, which may trust others")
    func otherContext() throws {
        #expect(try !isResumed(client))
        #expect(try !isResumed(TLSContext(clientTrusting: authority.certificateFile)))
    }

    @Test("a TLS 1.3 ticket is used once: the second of two at the same time starts afresh")
    func singleUse() throws {
        #expect(try !isResumed(client))
        let first = try TLSPair(client, server, serverName: "localhost")
        #expect(try !isResumed(client))
        _ = consume first
    }

    @Test("a client that was told not to resume does not")
    func notResuming() throws {
        let client = try TLSContext(clientTrusting: authority.certificateFile, resumesSessions: false)
        #expect(try !isResumed(client))
        #expect(try !isResumed(client))
    }

    @Test("a listener offers nothing to resume from", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func listener(version: Int32) throws {
        client.limit(to: version)
        let server = try TLSContext(files)
        for _ in 0..<2 {
            var pair = try TLSPair(client, server, serverName: "localhost")
            #expect(pair.shakeHands() == .done)
            #expect(try pair.carryToClient([1]) == [1])
            let isResumed = pair.client.isResumed
            #expect(!isResumed)
            pair.client.sayGoodbye()
        }
        #expect(client.takeResumption(for: TLSPeer(name: "localhost", port: 443)) == nil)
    }

    @Test("a session is good for the name it was verified for and for no other")
    func verifiedName() throws {
        #expect(try !isResumed(client))
        let resumption = try #require(client.takeResumption(for: TLSPeer(name: "localhost", port: 443)))
        #expect(resumption.isGood(for: "localhost"))
        #expect(resumption.isGood(for: "127.0.0.1"))
        #expect(!resumption.isGood(for: "example.org"))
        #expect(!resumption.isGood(for: "127.0.0.2"))
    }

    @Test("a session that is kept under a name it was not verified for is not offered")
    func wrongName() throws {
        #expect(try !isResumed(client))
        let resumption = try #require(client.takeResumption(for: TLSPeer(name: "localhost", port: 443)))
        client.keep(resumption, for: TLSPeer(name: "example.org", port: 443))
        #expect(client.takeResumption(for: TLSPeer(name: "example.org", port: 443)) == nil)
    }

    @Test("a session that a resumed one brought is as old as the look at the chain, and is not resumed for ever")
    func ageOfTheChain() throws {
        let peer = TLSPeer(name: "localhost", port: 443)
        #expect(try !isResumed(client))
        let first = try #require(client.takeResumption(for: peer))
        client.keep(first, for: peer)
        #expect(try isResumed(client))
        #expect(try isResumed(client))
        #expect(try #require(client.takeResumption(for: peer)).verifiedAt == first.verifiedAt)
    }

    @Test("as many sessions are kept as the cache may hold, and none for longer than an hour")
    func bounds() throws {
        #expect(try !isResumed(client))
        let resumption = try #require(client.takeResumption(for: TLSPeer(name: "localhost", port: 443)))
        let start = resumption.verifiedAt
        var cache = TLSResumptionCache()
        let peers = (0...TLSResumptionCache.limit).map { TLSPeer(name: "localhost", port: $0) }
        for peer in peers { cache.keep(resumption, for: peer) }
        #expect(cache.count == TLSResumptionCache.limit)
        let taken = [0, 1, 1].map { cache.take(for: peers[$0], at: start) != nil }
        #expect(taken == [false, true, false])
        let late = cache.take(for: peers[2], at: start + TLSResumptionCache.lifetime)
        #expect(late == nil)
        #expect(cache.count == 0)
    }
}

@Suite struct TLSResumptionConnectionTests {
    @Test("a second connection over sockets resumes the first", .timeLimit(.minutes(1)))
    func sockets() async throws {
        let authority = try TestAuthority()
        let files = try authority.issue()
        let server = try TLSContext(
            certificateChainFile: files.certificateFile, privateKeyFile: files.keyFile, offersTickets: true)
        let client = try TLSContext(clientTrusting: authority.certificateFile)
        try await withEchoServer(tls: server) { group, address in
            for isResumed in [false, true, true] {
                let remote = try await group.next().dial(address, tls: client, serverName: "localhost")
                await remote.write([1])
                #expect(await remote.bytes(1) == [1])
                #expect(await remote.with { connection, _ in connection.secure?.isResumed } == isResumed)
                await remote.close()
                #expect(await remote.closed() == .some(nil))
            }
        }
    }
}
