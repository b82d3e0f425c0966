import TestSupport
import Testing

@testable import Transport

@Suite struct TLSConnectionTests {
    let fixture: TLSFixture
    var server: TLSContext { fixture.server }
    var client: TLSContext { fixture.client }

    init() throws { fixture = try TLSFixture.shared() }

    @Test("bytes come back whole through TLS, in small pieces and in large ones")
    func echo() async throws {
        try await withEchoServer(tls: server) { group, address in
            for (pieceLength, count) in [(1, 20), (100, 10), (16_385, 20), (3_000_000, 1)] {
                let remote = try await group.next().dial(address, tls: client, serverName: "localhost")
                let piece = pattern(pieceLength)
                for _ in 0..<count { await remote.write(piece) }
                #expect(await remote.bytes(pieceLength * count) == Array((0..<count).map { _ in piece }.joined()))
                await remote.close()
                #expect(await remote.closed() == .some(nil))
            }
        }
    }

    @Test("a certificate that is not for the host is refused with the reason")
    func wrongHost() async throws {
        try await withEchoServer(tls: server) { group, address in
            await #expect(throws: ConnectError.tls("certificate refused: hostname mismatch")) {
                try await group.next().dial(address, tls: client, serverName: "example.org")
            }
        }
    }

    @Test("a certificate that has expired is refused with the reason")
    func expired() async throws {
        try await withEchoServer(tls: fixture.expired) { group, address in
            await #expect(throws: ConnectError.tls("certificate refused: certificate has expired")) {
                try await group.next().dial(address, tls: client, serverName: "localhost")
            }
        }
    }

    @Test("a certificate from somebody else is refused with the reason")
    func untrusted() async throws {
        try await withEchoServer(tls: server) { group, address in
            let stranger = try TLSContext()
            await #expect(throws: ConnectError.tls("certificate refused: unable to get local issuer certificate")) {
                try await group.next().dial(address, tls: stranger, serverName: "localhost")
            }
        }
    }

    @Test("after a reload new connections get the new certificate, and those that are there live on")
    func reload() async throws {
        let (old, new) = (try TestAuthority(), try TestAuthority())
        let (trustsOld, trustsNew) = (
            try TLSContext(clientTrusting: old.certificateFile), try TLSContext(clientTrusting: new.certificateFile)
        )
        let (first, second) = (try TLSContext(old.issue()), try TLSContext(new.issue()))
        try await withLoops(2) { group in
            let listeners = try await ListenerGroup(at: .loopback(), tls: first, on: group) { connection, loop in
                connection.start(Echo(), on: loop)
            }
            let early = try await group.next().dial(listeners.address, tls: trustsOld)
            await early.write([1])
            #expect(await early.bytes(1) == [1])

            await listeners.replaceTLS(second)
            // The system chooses the loop for each, so that some come to either.
            for _ in 0..<16 {
                let late = try await group.next().dial(listeners.address, tls: trustsNew)
                await late.write([2])
                #expect(await late.bytes(1) == [2])
                await #expect(throws: ConnectError.self) {
                    try await group.next().dial(listeners.address, tls: trustsOld)
                }
            }
            await early.write([3])
            #expect(await early.bytes(1) == [3])
            await early.close()
            #expect(await early.closed() == .some(nil))
        }
    }

    @Test("the server hears why its certificate was refused")
    func alert() async throws {
        try await withLoops { group in
            let (accepted, continuation) = AsyncStream.makeStream(of: Remote.self)
            let listeners = try await ListenerGroup(at: .loopback(), tls: server, on: group) { connection, loop in
                continuation.yield(loop.record(connection))
            }
            await #expect(throws: ConnectError.self) {
                try await group.next().dial(listeners.address, tls: TLSContext(), serverName: "localhost")
            }
            let taken = try #require(await accepted.first { _ in true })
            #expect(await taken.closed() == .some(.tls("TLS handshake: tlsv1 alert unknown ca")))
        }
    }

    @Test("what the server says first is not lost before the connection is started")
    func earlyBytes() async throws {
        try await withLoops { group in
            let listeners = try await ListenerGroup(at: .loopback(), tls: server, on: group) { connection, loop in
                connection.start(Echo(), on: loop)
                connection.write(Array("welcome".utf8).span, on: loop)
            }
            for _ in 0..<20 {
                let remote = try await group.next().dial(listeners.address, tls: client)
                #expect(await remote.bytes(7) == Array("welcome".utf8))
            }
        }
    }

    @Test("nothing is received between pausing and resuming, and then everything in order")
    func pausing() async throws {
        let sent = pattern(500_000)
        try await withPair(client: client, server: server) { client, server in
            await server.with { connection, loop in connection.delegate = Sipping(connection.delegate) }
            await client.write(sent)
            #expect(await server.bytes(sent.count) == sent)
        }
    }

    @Test("close_notify is an end; both sides end without an error")
    func closing() async throws {
        try await withPair(client: client, server: server) { client, server in
            await client.with { connection, loop in
                connection.write([1, 2].span, on: loop)
                connection.close(on: loop)
            }
            #expect(await server.bytesUntilEnd() == [1, 2])
            await server.write([3])
            await server.close()
            #expect(await server.closed() == .some(nil))
            #expect(await client.closed() == .some(nil))
        }
    }

    @Test("an end without close_notify is an error: what came may have been cut short")
    func truncation() async throws {
        try await withPair(client: client, server: server) { client, server in
            await client.write([1])
            #expect(await server.bytes(1) == [1])
            await client.with { connection, _ in connection.socket?.shutDownWriting() }
            #expect(await server.closed() == .some(.tls("connection closed without close_notify")))
        }
    }

    @Test("a server that never answers the handshake is given up at the deadline")
    func silentServer() async throws {
        try await withLoops { group in
            let silent = try await ListenerGroup(at: .loopback(), on: group) { $0.start(Silence(), on: $1) }
            await #expect(throws: ConnectError.timedOut) {
                try await group.next().dial(silent.address, tls: client, deadline: .milliseconds(50))
            }
        }
    }

    @Test("a server that answers the handshake with something else is refused")
    func plainServer() async throws {
        try await withEchoServer { group, address in
            await #expect(throws: ConnectError.tls("TLS handshake: unexpected message")) {
                try await group.next().dial(address, tls: client)
            }
        }
    }

    @Test("a client that never begins the handshake is given up")
    func silentClient() async throws {
        try await withLoops { group in
            let (accepted, continuation) = AsyncStream.makeStream(of: Remote.self)
            let listeners = try await ListenerGroup(at: .loopback(), tls: server, on: group) { connection, loop in
                connection.handshakeLimit = .milliseconds(30)
                continuation.yield(loop.record(connection))
            }
            let remote = try await group.next().dial(listeners.address)
            let taken = try #require(await accepted.first { _ in true })
            #expect(await taken.closed() == .some(.tls("the handshake took longer than 0.03 seconds")))
            #expect(await remote.bytesUntilEnd() == [])
        }
    }

    @Test("an old version or a suite without forward secrecy is refused; the usual ones are taken")
    func versionsAndSuites() async throws {
        let authority = try TestAuthority()
        try await withEchoServer(loops: 2, tls: TLSContext(authority.issue())) { _, address in
            let connect = ["s_client", "-connect", address.description, "-CAfile", authority.certificateFile]
            #expect(throws: OpenSSLFailure.self) {
                try runOpenSSL(connect + ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
            }
            #expect(throws: OpenSSLFailure.self) {
                try runOpenSSL(connect + ["-tls1_2", "-cipher", "AES128-GCM-SHA256"])
            }
            #expect(throws: OpenSSLFailure.self) {
                try runOpenSSL(connect + ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"])
            }
            let secure = try runOpenSSL(connect + ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"])
            #expect(secure.contains("Verify return code: 0 (ok)"))
            #expect(secure.contains("Compression: NONE"))
            #expect(try runOpenSSL(connect + ["-tls1_3"]).contains("TLSv1.3"))
        }
    }
}

/// Pauses after everything it hears, and goes on in a later pass.
private final class Sipping: ConnectionDelegate {
    private let other: (any ConnectionDelegate)?
    private var isPaused = false

    init(_ other: (any ConnectionDelegate)?) { self.other = other }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        precondition(!isPaused, "received while paused")
        isPaused = true
        connection.setReading(false, on: loop)
        loop.schedule(after: .zero) {
            self.isPaused = false
            connection.setReading(true, on: loop)
        }
        other?.connection(connection, received: bytes, on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {}
    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}
    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {}
}

/// Answers nothing.
private final class Silence: ConnectionDelegate {
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {}
    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {}
    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}
    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {}
}
