import Testing

@testable import WebSocket

@Suite("Messages and control frames, RFC 6455 5.4 to 5.6 and 8.1")
struct WebSocketProtocolTests {
    @Test("5.6: text and binary messages arrive with their kind")
    func kinds() {
        let bytes = Wire.frame(0x81, "Hello") + Wire.frame(0x82, [0, 0xFF]) + Wire.frame(0x81, "")
        #expect(Session(bytes).heard == [.text("Hello"), .binary([0, 0xFF]), .text("")])
    }

    @Test("a client takes frames without a mask")
    func clientRole() {
        let bytes: [UInt8] = [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]
        #expect(Session(bytes, role: .client).heard == [.text("Hello")])
    }

    @Test("5.1: a mask on the wrong side ends the connection with 1002")
    func masks() {
        #expect(Session(Wire.frame(0x81, "Hello", key: nil)).heard == [.failed(.frameNotMasked)])
        #expect(Session(Wire.frame(0x81, "Hello"), role: .client).heard == [.failed(.frameMasked)])
    }

    @Test("5.4: fragments make one message, empty ones too")
    func fragments() {
        let bytes =
            Wire.frame(0x01, "Hel") + Wire.frame(0x00, "") + Wire.frame(0x00, "lo") + Wire.frame(0x80, "")
            + Wire.frame(0x02, [1]) + Wire.frame(0x80, [2])
        #expect(Session(bytes).heard == [.text("Hello"), .binary([1, 2])])
    }

    @Test("5.4: control frames come between fragments, and pings are answered at once")
    func interleaved() {
        let bytes =
            Wire.frame(0x01, "Hel") + Wire.frame(0x89, "?") + Wire.frame(0x00, "l") + Wire.frame(0x8A)
            + Wire.frame(0x80, "o")
        let session = Session(bytes)
        #expect(session.heard == [.pong, .text("Hello")])
        #expect(session.sent == Wire.frame(0x8A, "?", key: nil))
    }

    @Test("5.4: a continuation without a message, and a message inside a message")
    func fragmentOrder() {
        #expect(Session(Wire.frame(0x80, "x")).heard == [.failed(.continuationWithoutMessage)])
        #expect(Session(Wire.frame(0x00, "x")).heard == [.failed(.continuationWithoutMessage)])
        #expect(
            Session(Wire.frame(0x01, "x") + Wire.frame(0x81, "y")).heard == [.failed(.messageInsideMessage)])
        #expect(
            Session(Wire.frame(0x81, "x") + Wire.frame(0x80, "y")).heard
                == [.text("x"), .failed(.continuationWithoutMessage)])
    }

    @Test("5.5.2: a ping's payload comes back in a pong, in order, masked by a client")
    func pings() {
        let payload = [UInt8](0..<125)
        let server = Session(Wire.frame(0x89, payload) + Wire.frame(0x89))
        #expect(server.heard.isEmpty)
        #expect(server.sent == Wire.frame(0x8A, payload, key: nil) + Wire.frame(0x8A, key: nil))
        let client = Session(Wire.frame(0x89, payload, key: nil), role: .client)
        #expect(client.sent == Wire.frame(0x8A, payload))
    }

    @Test("5.5.2: after our close frame a ping is not answered: nothing follows a close frame")
    func pingWhileClosing() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits())
        socket.sendClose(code: .normal)
        socket.receive(Wire.frame(0x89, "?"))
        #expect(socket.hearAll() == [])
        #expect(socket.takeOutgoing() == Wire.close(1000, key: nil))
    }

    @Test("5.5.3: of the pings that come while the peer takes nothing only the last is answered, afterwards")
    func deferredPongs() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits())
        socket.defersPongs = true
        for payload in ["one", "two", "three"] { socket.receive(Wire.frame(0x89, payload)) }
        #expect(socket.hearAll() == [])
        #expect(socket.takeOutgoing() == [])
        socket.defersPongs = false
        #expect(socket.takeOutgoing() == Wire.frame(0x8A, "three", key: nil))
        socket.receive(Wire.frame(0x89, "four"))
        #expect(socket.hearAll() == [])
        #expect(socket.takeOutgoing() == Wire.frame(0x8A, "four", key: nil))
    }

    @Test("a pong that was put off is not sent behind our close frame")
    func deferredPongWhileClosing() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits())
        socket.defersPongs = true
        socket.receive(Wire.frame(0x89, "?"))
        #expect(socket.hearAll() == [])
        socket.sendClose(code: .normal)
        socket.defersPongs = false
        #expect(socket.takeOutgoing() == Wire.close(1000, key: nil))
    }

    @Test(
        "8.1: text that is not UTF-8 ends the connection with 1007", arguments: [[0xFF], [0xC0, 0xAF], [0xE2, 0x82]])
    func badText(bytes: [UInt8]) {
        let session = Session(Wire.frame(0x81, bytes))
        #expect(session.heard == [.failed(.invalidUTF8)])
        #expect(session.sent == farewell(.invalidUTF8))
    }

    @Test("8.1: a character may be cut by a fragment, but not by the message")
    func cutCharacters() {
        let euro: [UInt8] = [0xE2, 0x82, 0xAC]
        let bytes = Wire.frame(0x01, [euro[0]]) + Wire.frame(0x00, [euro[1]]) + Wire.frame(0x80, [euro[2]])
        #expect(Session(bytes).heard == [.text("€")])
        let cut = Wire.frame(0x01, [euro[0]]) + Wire.frame(0x80, [euro[1]])
        #expect(Session(cut).heard == [.failed(.invalidUTF8)])
    }

    @Test("8.1: a wrong byte fails inside the frame, before the rest of it has come")
    func failsFast() {
        let whole = Wire.frame(0x81, Array("abc".utf8) + [0xFF] + Array("def".utf8))
        let session = Session([Array(whole[..<10])])
        #expect(session.heard == [.failed(.invalidUTF8)])
        #expect(session.sent == farewell(.invalidUTF8))
    }

    @Test("binary messages are not checked for UTF-8, nor are pings")
    func binaryIsFree() {
        #expect(Session(Wire.frame(0x82, [0xFF])).heard == [.binary([0xFF])])
        #expect(Session(Wire.frame(0x89, [0xFF])).sent == Wire.frame(0x8A, [0xFF], key: nil))
    }

    @Test("after a failure everything is ignored and nothing can be sent")
    func afterFailure() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits())
        socket.receive(Wire.frame(0x83) + Wire.frame(0x81, "late"))
        #expect(socket.hearAll() == [.failed(.reservedOpcode(3))])
        #expect(socket.failure == .reservedOpcode(3))
        socket.receive(Wire.frame(0x81, "later"))
        socket.sendText([0x61])
        socket.sendClose(code: .normal)
        socket.receiveEnd()
        #expect(socket.hearAll() == [])
        #expect(socket.takeOutgoing() == farewell(.reservedOpcode(3)))
    }

    @Test("the whole, byte by byte and cut anywhere, gives the same events and the same answers")
    func everySplit() {
        let bytes =
            Wire.frame(0x81, "Grüße 😀") + Wire.frame(0x01, "ge") + Wire.frame(0x89, "ping") + Wire.frame(0x00, [0xC3])
            + Wire.frame(0x80, [0xA4]) + Wire.frame(0x82, (0..<200).map { $0 }) + Wire.frame(0x8A)
            + Wire.close(4300, "bye") + Wire.frame(0x81, "ignored")
        let whole = Session(bytes)
        #expect(
            whole.heard == [
                .text("Grüße 😀"), .text("geä"), .binary((0..<200).map { $0 }), .pong,
                .closed(4300, "bye", clean: true),
            ])
        #expect(Session(bytes.map { [$0] }) == whole)
        for cut in 1..<bytes.count {
            #expect(Session([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
    }
}
