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
        var pair = try TLSPair(client, server, serverName: "localhost", pieceLength: pieceLength)
        #expect(pair.shakeHands() == .done)
        let sent = pattern(40_000)
        #expect(try pair.carryToServer(sent) == sent)
        #expect(try pair.carryToClient(sent) == sent)
    }

    @Test("a numeric address is verified as one")
    func numericAddress() throws {
        var pair = try TLSPair(client, server, serverName: "127.0.0.1")
        #expect(pair.shakeHands() == .done)
    }

    @Test("another name is refused, and the error says why")
    func otherName() throws {
        var pair = try TLSPair(client, server, serverName: "example.org")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: hostname mismatch")))
    }

    @Test("another address is refused, and the error says why")
    func otherAddress() throws {
        var pair = try TLSPair(client, server, serverName: "127.0.0.2")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: IP address mismatch")))
    }

    @Test("an expired certificate is refused, and the error says why")
    func expired() throws {
        var pair = try TLSPair(client, fixture.expired, serverName: "localhost")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: certificate has expired")))
    }

    @Test("an authority that nobody named is refused, and the error says why")
    func untrusted() throws {
        var pair = try TLSPair(try TLSContext(clientTrusting: nil), server, serverName: "localhost")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: unable to get local issuer certificate")))
    }

    @Test("a certificate that signed itself is refused, and the error says why")
    func selfSigned() throws {
        let directory = try TemporaryDirectory()
        let files = (certificateFile: directory.file("self.pem"), keyFile: directory.file("self.key"))
        try runOpenSSL([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-keyout", files.keyFile, "-out", files.certificateFile, "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost",
        ])
        var pair = try TLSPair(client, try TLSContext(files), serverName: "localhost")
        #expect(pair.shakeHands() == .failed(TLSError("certificate refused: self-signed certificate")))
    }

    @Test(
        "a server that speaks no more than TLS 1.1 is refused, whether it says so or answers in it",
        arguments: [
            // The alert `protocol_version`, from a server that knows our offer is too new.
            ([21, 3, 2, 0, 2, 2, 70], "TLS handshake: tlsv1 alert protocol version"),
            // A ServerHello of TLS 1.1: version, random, no session, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA.
            (
                [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2] + [UInt8](repeating: 7, count: 32) + [0, 0xc0, 0x09, 0],
                "TLS handshake: unsupported protocol"
            ),
        ] as [([UInt8], String)])
    func oldServer(answer: [UInt8], reason: String) throws {
        var session = try TLSSession(client, serverName: "localhost")
        var (sealed, nothing, answer) = ([UInt8](), [UInt8](), answer)
        #expect(session.shakeHands(&nothing, &sealed) == .needsMore)
        #expect(session.shakeHands(&answer, &sealed) == .failed(TLSError(reason)))
    }

    @Test("a partial wildcard matches nothing, a whole label does")
    func wildcards() throws {
        var whole = try TLSPair(client, fixture.wildcard, serverName: "api.example.org")
        #expect(whole.shakeHands() == .done)
        var partial = try TLSPair(client, fixture.wildcard, serverName: "foo.example.com")
        #expect(partial.shakeHands() == .failed(TLSError("certificate refused: hostname mismatch")))
    }

    @Test("close_notify is an end, after what was said before it")
    func closingNotice() throws {
        var pair = try TLSPair(client, server, serverName: "localhost")
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
        var pair = try TLSPair(client, server, serverName: "localhost")
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
