import HTTP
import Testing
import WebSocket

@testable import Transport

@Suite("WebSockets over loopback", .timeLimit(.minutes(5)))
struct WebSocketConnectionTests {
    @Test("messages of every size come back as sent", arguments: [0, 125, 126, 65_535, 65_536, 1 << 20])
    func echo(count: Int) async throws {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 127) }
        try await withWebSocketServer(echoes: true) { loop, url, _ in
            let client = try await loop.open(url)
            await client.with { $0.send(text: payload.span, on: $1) }
            await client.with { $0.send(binary: payload.span, on: $1) }
            await client.with { $0.sendText(on: $1) { $0 += payload } }
            #expect(await client.next() == .text(payload))
            #expect(await client.next() == .binary(payload))
            #expect(await client.next() == .text(payload))
            await client.close(.normal)
            #expect(await client.closed() == CloseReason(code: .normal, reason: "", wasClean: true))
        }
    }

    @Test("1000 messages sent at once arrive in order")
    func order() async throws {
        try await withWebSocketServer(echoes: true) { loop, url, _ in
            let client = try await loop.open(url)
            await client.with { socket, loop in
                for number in 0..<1000 { socket.send(text: Array("message \(number)".utf8).span, on: loop) }
            }
            for number in 0..<1000 { #expect(await client.next() == .text(Array("message \(number)".utf8))) }
        }
    }

    @Test("a socket at rest keeps no buffers, and goes on as before")
    func rest() async throws {
        let payload = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)
        try await withWebSocketServer(echoes: true) { loop, url, _ in
            let client = try await loop.open(url)
            for _ in 0..<2 {
                await client.with { $0.send(text: payload.span, on: $1) }
                #expect(await client.next() == .text(payload))
                let kept = await loop.run { loop in
                    // Seen busy, then at rest.
                    loop.lookForRest()
                    loop.lookForRest()
                    return loop.watchers.all.compactMap { ($0 as? Connection)?.outbound.capacity }
                }
                #expect(kept == [0, 0])
            }
        }
    }

    @Test("the client closes: both hear a clean end, the server its code and reason")
    func clientCloses() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await client.close(CloseCode(rawValue: 3000), "had enough")
            #expect(
                await server.closed()
                    == CloseReason(code: CloseCode(rawValue: 3000), reason: "had enough", wasClean: true))
            #expect(
                await client.closed() == CloseReason(code: CloseCode(rawValue: 3000), reason: "", wasClean: true))
        }
    }

    @Test("the server closes: both hear a clean end, the client its code and reason")
    func serverCloses() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await server.close(.policyViolation, "no token")
            #expect(
                await client.closed() == CloseReason(code: .policyViolation, reason: "no token", wasClean: true))
            #expect(await server.closed() == CloseReason(code: .policyViolation, reason: "", wasClean: true))
        }
    }

    @Test("a delegate may close at a message; what the other side sent before its own close frame still comes")
    func closeAtMessage() async throws {
        try await withWebSocketServer(closesOn: "close") { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await client.with { socket, loop in
                for text in ["close", "one more"] { socket.send(text: Array(text.utf8).span, on: loop) }
            }
            #expect(await server.next() == .text(Array("close".utf8)))
            #expect(await server.next() == .text(Array("one more".utf8)))
            #expect(await server.closed() == CloseReason(code: .goingAway, reason: "", wasClean: true))
            #expect(await client.closed() == CloseReason(code: .goingAway, reason: "as told", wasClean: true))
        }
    }

    @Test("a connection that is dropped is 1006 on both sides")
    func loss() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await server.with { $0.abort(on: $1) }
            let seenByServer = try #require(await server.closed())
            let seenByClient = try #require(await client.closed())
            #expect(seenByServer == .lost("aborted here"))
            #expect(seenByClient.code == .abnormal)
            #expect(!seenByClient.wasClean)
        }
    }

    @Test("a peer that does not answer the close frame is dropped at the deadline")
    func closeDeadline() async throws {
        try await withScriptedServer(answer: upgradeAnswer) { loop, url, heard in
            let client = try await loop.open(url)
            await client.with { socket, loop in
                socket.closeDeadline = .milliseconds(30)
                socket.close(.normal, on: loop)
            }
            #expect(await client.closed() == .lost("the peer did not answer the close frame"))
        }
    }

    @Test("a message over the limit: the sender is told 1009, the receiver why")
    func overLimit() async throws {
        try await withWebSocketServer(limits: WebSocketLimits(maximumMessageSize: 1000)) { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await client.send(binary: [UInt8](repeating: 0, count: 100_000))
            let error = WebSocketError.messageTooLarge(limit: 1000)
            #expect(
                await server.closed()
                    == CloseReason(code: .abnormal, reason: error.description, wasClean: false, error: error))
            #expect(
                await client.closed()
                    == CloseReason(code: .messageTooBig, reason: error.description, wasClean: true))
        }
    }

    @Test("frames that come with the 101 wait for the delegate, and so does the end")
    func earlyFrames() async throws {
        let frames: [UInt8] = [0x81, 2, 0x68, 0x69, 0x88, 2, 0x03, 0xE8]
        try await withScriptedServer {
            upgradeAnswer($0) + frames
        } _: { loop, url, _ in
            let socket = try await loop.openUnheard(url)
            // One round trip over another connection: whatever could be read has been read.
            let other = try await loop.open(url)
            #expect(await other.next() == .text(Array("hi".utf8)))
            let client = await loop.run { loop in loop.record(socket, in: loop) }
            #expect(await client.next() == .text(Array("hi".utf8)))
            #expect(await client.next() == .closed(CloseReason(code: .normal, reason: "", wasClean: true)))
        }
    }

    @Test("frames that come with the request reach the acceptor's delegate")
    func framesWithRequest() async throws {
        try await withWebSocketServer(echoes: true) { loop, url, accepted in
            let url = try WebSocketURL(url)
            let handshake = ClientHandshake(host: url.authority, target: url.target)
            var bytes: [UInt8] = []
            try HTTPSerializer.append(handshake.request, to: &bytes)
            bytes += [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]
            let address = try #require(SocketAddress(host: url.host, port: url.port))
            let remote = try await loop.dial(address)
            await remote.write(bytes)
            let server = try #require(await accepted.first())
            #expect(await server.next() == .text(Array("hi".utf8)))
            await remote.close()
            #expect(await server.closed()?.code == .abnormal)
        }
    }

    @Test("a socket lets go of its delegate at the end, so that neither keeps the other")
    func letsGo() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await client.close(.normal)
            _ = await server.closed()
            #expect(await server.with { socket, _ in socket.delegate == nil })
            #expect(await client.closed() != nil)
            #expect(await client.with { socket, _ in socket.delegate == nil })
        }
    }

    @Test("nothing is delivered while reading is off, and all of it when it is on again")
    func backPressure() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await client.send("first")
            #expect(await server.next() == .text(Array("first".utf8)))
            await server.with { $0.setReading(false, on: $1) }
            await client.send("second")
            // A round trip of the other way is later than the message that must not be delivered.
            await server.send("third")
            #expect(await client.next() == .text(Array("third".utf8)))
            await server.with { $0.send(text: Array("fourth".utf8).span, on: $1) }
            #expect(await client.next() == .text(Array("fourth".utf8)))
            await server.with { $0.setReading(true, on: $1) }
            #expect(await server.next() == .text(Array("second".utf8)))
        }
    }

    @Test("a peer that does not read makes the sender congested, and relieves it by reading")
    func congestion() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await server.with { $0.setReading(false, on: $1) }
            await client.with { socket, loop in
                // More than loopback's buffers take.
                for _ in 0..<16 { socket.send(binary: [UInt8](repeating: 0, count: 1 << 20).span, on: loop) }
            }
            #expect(await client.next() == .congested(true))
            #expect(await client.with { socket, _ in socket.queuedByteCount } > 256 << 10)
            await server.with { $0.setReading(true, on: $1) }
            for _ in 0..<16 { #expect(await server.next() == .binary([UInt8](repeating: 0, count: 1 << 20))) }
            #expect(await client.next() == .congested(false))
        }
    }

    @Test("a peer that pings and takes nothing does not make the queue grow: its last ping is answered when it does")
    func pingsOfBlockedPeer() async throws {
        let limits = WebSocketLimits(maximumMessageSize: 1 << 20, maximumControlFramesPerSecond: 1)
        try await withWebSocketServer(limits: limits) { loop, url, accepted in
            let client = try await loop.open(
                url, limits: WebSocketLimits(maximumControlFramesPerSecond: 1000))
            let server = try #require(await accepted.first())
            await server.with { $0.setReading(false, on: $1) }
            await client.with { socket, loop in
                // More than loopback's buffers take.
                for _ in 0..<16 { socket.send(binary: [UInt8](repeating: 0, count: 1 << 20).span, on: loop) }
            }
            #expect(await client.next() == .congested(true))
            await server.with { socket, loop in
                for _ in 0..<1000 { socket.ping(on: loop) }
                socket.send(text: Array("pinged".utf8).span, on: loop)
            }
            let before = await client.with { socket, _ in socket.queuedByteCount }
            #expect(await client.next() == .text(Array("pinged".utf8)))
            #expect(await client.with { socket, _ in socket.queuedByteCount } <= before)

            await server.with { $0.setReading(true, on: $1) }
            for _ in 0..<16 { #expect(await server.next() == .binary([UInt8](repeating: 0, count: 1 << 20))) }
            #expect(await client.next() == .congested(false))
            await client.send("over")
            // A second pong would have ended the connection: this server takes one control frame a second.
            #expect(await server.next() == .text(Array("over".utf8)))
        }
    }

    @Test("a peer that goes on talking and never answers the close frame is dropped at the deadline all the same")
    func closeDeadlineOfTalker() async throws {
        try await withWebSocketServer(echoes: true) { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            // It hears nothing, so it does not answer; and it talks.
            await server.with { $0.setReading(false, on: $1) }
            await client.with { socket, loop in
                socket.closeDeadline = .seconds(1)
                socket.close(.normal, on: loop)
            }
            await server.send("still talking")
            #expect(await client.next() == .text(Array("still talking".utf8)))
            #expect(await client.next() == .closed(.lost("the peer did not answer the close frame")))
        }
    }

    @Test("a pong that nobody asked for changes nothing")
    func unsolicitedPong() async throws {
        let frames: [UInt8] = [0x8A, 2, 0x68, 0x69, 0x81, 2, 0x68, 0x69, 0x8A, 0, 0x88, 2, 0x03, 0xE8]
        try await withScriptedServer {
            upgradeAnswer($0) + frames
        } _: { loop, url, _ in
            let client = try await loop.open(url)
            #expect(await client.next() == .text(Array("hi".utf8)))
            #expect(await client.next() == .closed(CloseReason(code: .normal, reason: "", wasClean: true)))
        }
    }

    @Test("who does not read does not take the other for silent")
    func silenceWhileNotReading() async throws {
        try await withWebSocketServer { loop, url, accepted in
            let client = try await loop.open(url)
            let server = try #require(await accepted.first())
            await client.with { socket, loop in
                socket.setReading(false, on: loop)
                socket.keepAlive(
                    WebSocketKeepAlive(interval: .milliseconds(5), deadline: .milliseconds(5)), on: loop)
            }
            await server.send("unread")
            // Five deadlines, by the loop's own clock.
            await withCheckedContinuation { continuation in
                Task { await loop.run { $0.resume(continuation, after: .milliseconds(50)) } }
            }
            await client.with { socket, loop in
                socket.keepAlive(nil, on: loop)
                socket.setReading(true, on: loop)
            }
            #expect(await client.next() == .text(Array("unread".utf8)))
        }
    }

    @Test("a silent peer is pinged, and dropped when it stays silent")
    func silentPeer() async throws {
        try await withScriptedServer(answer: upgradeAnswer) { loop, url, heard in
            let client = try await loop.open(url)
            await client.with { socket, loop in
                socket.keepAlive(
                    WebSocketKeepAlive(interval: .milliseconds(20), deadline: .milliseconds(20)), on: loop)
            }
            #expect(await client.closed() == .lost("the peer answers no ping"))
            var bytes: [UInt8] = []
            for await case .bytes(let more) in heard { bytes += more }
            // Behind the request: one empty ping and its key.
            #expect(bytes.suffix(6).starts(with: [0x89, 0x80]))
        }
    }

    @Test("a peer that answers pings is kept")
    func pongs() async throws {
        try await withWebSocketServer(echoes: true) { loop, url, _ in
            let client = try await loop.open(url)
            await client.with { socket, loop in
                socket.keepAlive(WebSocketKeepAlive(interval: .milliseconds(5), deadline: .seconds(20)), on: loop)
            }
            // Five intervals, by the loop's own clock.
            await withCheckedContinuation { continuation in
                Task { await loop.run { $0.resume(continuation, after: .milliseconds(25)) } }
            }
            await client.send("still here")
            #expect(await client.next() == .text(Array("still here".utf8)))
        }
    }

    @Test("messages are compressed where both want it: a megabyte of one letter comes back in few bytes")
    func compression() async throws {
        try await withWebSocketServer(compression: DeflateSettings(), echoes: true) { loop, url, accepted in
            let client = try await loop.open(url, compression: DeflateSettings())
            let server = try #require(await accepted.first())
            #expect(await client.with { socket, _ in socket.agreement.deflate } == DeflateParameters())
            #expect(await server.with { socket, _ in socket.agreement.deflate } == DeflateParameters())
            let message = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            let queued = await client.with { socket, loop in
                socket.send(text: message.span, on: loop)
                return socket.queuedByteCount
            }
            #expect(queued < 16 << 10)
            #expect(await client.next() == .text(message))

            let plain = try await loop.open(url)
            #expect(await plain.with { socket, _ in socket.agreement.deflate } == nil)
            await plain.send("plain")
            #expect(await plain.next() == .text(Array("plain".utf8)))
        }
    }

    @Test("the subprotocol agreed on is known to both")
    func subprotocol() async throws {
        try await withWebSocketServer(subprotocols: ["convai"]) { loop, url, accepted in
            let client = try await loop.open(url, subprotocols: ["audio", "convai"])
            let server = try #require(await accepted.first())
            #expect(await client.with { socket, _ in socket.agreement.subprotocol } == "convai")
            #expect(await server.with { socket, _ in socket.agreement.subprotocol } == "convai")
            let plain = try await loop.open(url)
            #expect(await plain.with { socket, _ in socket.agreement.subprotocol } == nil)
        }
    }
}

extension EventLoop {
    /// Opens a WebSocket and leaves it without a delegate.
    fileprivate func openUnheard(_ url: String) async throws(ConnectError) -> LoopReference<WebSocketConnection> {
        let settings = WebSocketConnection.ClientSettings(limits: .large)
        return references.add(try await WebSocketConnection.connect(to: url, settings: settings, on: self))
    }

    /// Gives a socket that was left without one a recorder for a delegate.
    fileprivate func record(_ socket: LoopReference<WebSocketConnection>, in loop: isolated EventLoop) -> RemoteSocket {
        guard let socket = loop.references[socket] else { fatalError("the socket is held by the loop") }
        return loop.record(socket)
    }

    fileprivate func resume(_ continuation: CheckedContinuation<Void, Never>, after delay: Duration) {
        schedule(after: delay) { continuation.resume() }
    }
}
