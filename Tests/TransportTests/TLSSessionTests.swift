import TestSupport
import Testing

@testable import Transport

@Suite struct TLSSessionTests {
    let fixture: TLSFixture
    var server: TLSContext { fixture.server }
    var client: TLSContext { fixture.client }

    init() throws { fixture = try TLSFixture.shared() }

    @Test("a handshake and what follows are the same however the bytes are cut", arguments: [1, 2, 5, 100, 1 << 20])
    func anyCut(pieceLength: Int) throws {
        var pair = try Pair(client, server, serverName: "localhost", pieceLength: pieceLength)
        #expect(pair.shakeHands() == .done)
        let sent = pattern(40_000)
        #expect(try pair.carryToServer(sent) == sent)
        #expect(try pair.carryToClient(sent) == sent)
    }

    @Test("a numeric address is verified as one")
    func numericAddress() throws {
        var pair = try Pair(client, server, serverName: "127.0.0.1")
        #expect(pair.shakeHands() == .done)
    }

    @Test("another name is refused, and the error says why")
    func otherName() throws {
        var pair = try Pair(client, server, serverName: "example.org")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: hostname mismatch")))
    }

    @Test("another address is refused, and the error says why")
    func otherAddress() throws {
        var pair = try Pair(client, server, serverName: "127.0.0.2")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: IP address mismatch")))
    }

    @Test("an expired certificate is refused, and the error says why")
    func expired() throws {
        var pair = try Pair(client, fixture.expired, serverName: "localhost")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: certificate has expired")))
    }

    @Test("an authority that nobody named is refused, and the error says why")
    func untrusted() throws {
        var pair = try Pair(try TLSContext(clientTrusting: nil), server, serverName: "localhost")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: unable to get local issuer certificate")))
    }

    @Test("a partial wildcard matches nothing, a whole label does")
    func wildcards() throws {
        var whole = try Pair(client, fixture.wildcard, serverName: "api.example.org")
        #expect(whole.shakeHands() == .done)
        var partial = try Pair(client, fixture.wildcard, serverName: "foo.example.com")
        #expect(partial.shakeHands() == .failed(TLSError("certificate refused: hostname mismatch")))
    }

    @Test("close_notify is an end, after what was said before it")
    func closingNotice() throws {
        var pair = try Pair(client, server, serverName: "localhost")
        #expect(pair.shakeHands() == .done)
        var sealed: [UInt8] = []
        try pair.client.seal(Array("bye".utf8), into: &sealed)
        pair.client.sealEnd(sealed: &sealed)
        var room = [UInt8](repeating: 0, count: 20_000)
        #expect(pair.server.open(&sealed, into: &room) == .bytes(3))
        #expect(room.starts(with: "bye".utf8))
        #expect(pair.server.open(&sealed, into: &room) == .end)
        #expect(pair.server.open(&sealed, into: &room) == .end)
    }

    @Test("a record that was tampered with fails, after those before it were handed out, and goes on failing")
    func tampered() throws {
        var pair = try Pair(client, server, serverName: "localhost")
        #expect(pair.shakeHands() == .done)
        var sealed: [UInt8] = []
        try pair.client.seal(Array("good".utf8), into: &sealed)
        try pair.client.seal(Array("bad".utf8), into: &sealed)
        sealed[sealed.count - 1] ^= 1
        var room = [UInt8](repeating: 0, count: 20_000)
        #expect(pair.server.open(&sealed, into: &room) == .bytes(4))
        let failure = TLSError("TLS record: decryption failed or bad record mac")
        #expect(pair.server.open(&sealed, into: &room) == .failed(failure))
        #expect(pair.server.open(&sealed, into: &room) == .failed(failure))
    }

    @Test("noise in place of a handshake fails with a reason, or waits for more")
    func noise() throws {
        for seed in UInt64(0)..<200 {
            var generator = SeededGenerator(seed: seed)
            var noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) }
            // With the first bytes of a handshake record OpenSSL looks further.
            if seed.isMultiple(of: 2) { noise.replaceSubrange(0..<3, with: [22, 3, 1]) }
            var session = try TLSSession(server)
            var sealed: [UInt8] = []
            switch session.shakeHands(&noise, &sealed) {
            case .done: Issue.record("noise of seed \(seed) passed for a handshake")
            case .needsMore: break
            case .failed(let error): #expect(error.description.hasPrefix("TLS handshake: "), "seed \(seed)")
            }
        }
    }
}

/// Two sessions that talk to each other, in pieces.
private struct Pair: ~Copyable {
    var client: TLSSession
    var server: TLSSession
    private let pieceLength: Int
    private var toServer: [UInt8] = []
    private var toClient: [UInt8] = []

    init(_ client: TLSContext, _ server: TLSContext, serverName: String, pieceLength: Int = 1 << 20) throws {
        let clientSession = try TLSSession(client, serverName: serverName)
        let serverSession = try TLSSession(server)
        self.client = clientSession
        self.server = serverSession
        self.pieceLength = pieceLength
    }

    /// Until both are done, or one has failed.
    mutating func shakeHands() -> TLSSession.Handshake {
        var (clientState, serverState) = (TLSSession.Handshake.needsMore, TLSSession.Handshake.needsMore)
        var nothing: [UInt8] = []
        clientState = client.shakeHands(&nothing, &toServer)
        while true {
            while !toServer.isEmpty, serverState == .needsMore {
                var piece = toServer.take(pieceLength)
                serverState = server.shakeHands(&piece, &toClient)
                if case .failed = serverState { return serverState }
            }
            while !toClient.isEmpty, clientState == .needsMore {
                var piece = toClient.take(pieceLength)
                clientState = client.shakeHands(&piece, &toServer)
                if case .failed = clientState { return clientState }
            }
            if clientState == .done, serverState == .done { return .done }
            if toServer.isEmpty, toClient.isEmpty { return .needsMore }
        }
    }

    mutating func carryToServer(_ bytes: [UInt8]) throws -> [UInt8] {
        var sealed = toServer
        try client.seal(bytes, into: &sealed)
        return server.openAll(sealed, pieceLength)
    }

    mutating func carryToClient(_ bytes: [UInt8]) throws -> [UInt8] {
        var sealed = toClient
        try server.seal(bytes, into: &sealed)
        return client.openAll(sealed, pieceLength)
    }
}

private extension Array where Element == UInt8 {
    mutating func take(_ count: Int) -> [UInt8] {
        let piece = Array(prefix(count))
        removeFirst(piece.count)
        return piece
    }
}

private extension TLSSession {
    mutating func shakeHands(_ incoming: inout [UInt8], _ sealed: inout [UInt8]) -> Handshake {
        incoming.withUnsafeBytes { bytes in
            var bytes = bytes
            return handshake(&bytes, sealed: &sealed)
        }
    }

    /// Opens once, and takes out of `incoming` what was read.
    mutating func open(_ incoming: inout [UInt8], into room: inout [UInt8]) -> Opened {
        var answers: [UInt8] = []
        let (opened, left) = incoming.withUnsafeBytes { bytes in
            var bytes = bytes
            let opened = room.withUnsafeMutableBytes { open(&bytes, into: $0, sealed: &answers) }
            return (opened, bytes.count)
        }
        incoming.removeFirst(incoming.count - left)
        return opened
    }

    mutating func openAll(_ sealed: [UInt8], _ pieceLength: Int) -> [UInt8] {
        var (sealed, opened) = (sealed, [UInt8]())
        var room = [UInt8](repeating: 0, count: 20_000)
        while !sealed.isEmpty {
            var piece = sealed.take(pieceLength)
            while case .bytes(let count) = open(&piece, into: &room) { opened += room[..<count] }
        }
        return opened
    }

    mutating func seal(_ bytes: [UInt8], into sealed: inout [UInt8]) throws {
        try bytes.withUnsafeBytes { try seal($0, sealed: &sealed) }
    }
}
