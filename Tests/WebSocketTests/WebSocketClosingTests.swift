import Testing

@testable import WebSocket

@Suite("The closing handshake, RFC 6455 5.5.1 and 7")
struct WebSocketClosingTests {
    private func open(_ role: WebSocketProtocol.Role = .server) -> WebSocketProtocol {
        WebSocketProtocol(role: role, limits: WebSocketLimits(), maskingKeys: .fixed(0x37FA_213D))
    }

    @Test("1: we close; messages still come until the peer's close frame does")
    func weClose() {
        var socket = open()
        socket.sendClose(code: .normal, reason: "done")
        #expect(socket.takeOutgoing() == Wire.close(1000, "done", key: nil))
        #expect(socket.isOpen == false)
        #expect(socket.isClosed == false)
        socket.receive(Wire.frame(0x81, "last words") + Wire.close(1000))
        #expect(socket.hearAll() == [.text("last words"), .closed(1000, "", clean: true)])
        #expect(socket.isClosed == true)
        #expect(socket.takeOutgoing() == [])
    }

    @Test("2: the peer closes; its code is sent back, the reason is not")
    func peerCloses() {
        let session = Session(Wire.close(3000, "no agent"))
        #expect(session.heard == [.closed(3000, "no agent", clean: true)])
        #expect(session.sent == Wire.close(3000, key: nil))
    }

    @Test("2: a close frame without a code is 1005, and is answered without one")
    func noCode() {
        let session = Session(Wire.frame(0x88))
        #expect(session.heard == [.closed(1005, "", clean: true)])
        #expect(session.sent == Wire.frame(0x88, key: nil))
    }

    @Test("3: both close at once; each hears the other's code and nothing is sent twice")
    func bothClose() {
        var client = open(.client)
        var server = open(.server)
        client.sendClose(code: .normal, reason: "client")
        server.sendClose(code: .goingAway, reason: "server")
        let (fromClient, fromServer) = (client.takeOutgoing(), server.takeOutgoing())
        client.receive(fromServer)
        server.receive(fromClient)
        #expect(client.hearAll() == [.closed(1001, "server", clean: true)])
        #expect(server.hearAll() == [.closed(1000, "client", clean: true)])
        #expect(client.takeOutgoing() + server.takeOutgoing() == [])
    }

    @Test("4: a broken rule while we wait for the close frame: no second close frame")
    func failureWhileClosing() {
        var socket = open()
        socket.sendClose(code: .normal)
        _ = socket.takeOutgoing()
        socket.receive(Wire.frame(0x83))
        #expect(socket.hearAll() == [.failed(.reservedOpcode(3))])
        #expect(socket.takeOutgoing() == [])
    }

    @Test("5: the end without a close frame is 1006, behind all that came before")
    func lost() {
        let lost = Heard.closed(1006, "connection lost without a close frame", clean: false)
        #expect(Session([[]], end: true).heard == [lost])
        #expect(Session(Wire.frame(0x81, "x") + [0x81], end: true).heard == [.text("x"), lost])
        #expect(Session(Wire.close(1000), end: true).heard == [.closed(1000, "", clean: true)])
    }

    @Test("what follows a close frame is ignored, even what would break a rule")
    func afterClose() {
        #expect(Session(Wire.close(1000) + [0xFF, 0xFF]).heard == [.closed(1000, "", clean: true)])
    }

    @Test("7.4: codes that may be sent", arguments: [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999])
    func goodCodes(code: UInt16) {
        #expect(Session(Wire.close(code)).heard == [.closed(code, "", clean: true)])
    }

    @Test(
        "7.4: codes that may not: 1002",
        arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
    func badCodes(code: UInt16) {
        let session = Session(Wire.close(code))
        #expect(session.heard == [.failed(.invalidCloseCode(code))])
        #expect(session.sent == farewell(.invalidCloseCode(code)))
    }

    @Test("5.5.1: half a code is 1002, a reason that is not UTF-8 is 1007")
    func badPayloads() {
        #expect(Session(Wire.frame(0x88, [0x03])).heard == [.failed(.closePayloadTooShort)])
        #expect(Session(Wire.frame(0x88, [0x03, 0xE8, 0xFF])).heard == [.failed(.invalidUTF8)])
        #expect(Session(Wire.frame(0x88, [0x03, 0xE8, 0xE2, 0x82])).sent.starts(with: [0x88]))
        #expect(WebSocketError.invalidUTF8.closeCode == .invalidPayload)
        #expect(WebSocketError.closePayloadTooShort.closeCode == .protocolError)
    }

    @Test("a reason is cut to 123 bytes between characters")
    func longReasons() {
        var socket = open()
        socket.sendClose(code: .normal, reason: String(repeating: "é", count: 100))
        #expect(socket.takeOutgoing() == Wire.close(1000, String(repeating: "é", count: 61), key: nil))
    }

    @Test("a code that may not be sent becomes a close frame without one", arguments: [CloseCode.noStatus, .abnormal])
    func unsendableCodes(code: CloseCode) {
        var socket = open()
        socket.sendClose(code: code, reason: "lost")
        #expect(socket.takeOutgoing() == Wire.frame(0x88, key: nil))
    }

    @Test("nothing is sent once closing, in place neither")
    func sendingWhileClosing() {
        var socket = open()
        socket.sendClose(code: .normal)
        _ = socket.takeOutgoing()
        socket.sendText([0x61])
        socket.sendBinary([0x61])
        socket.sendPing([])
        socket.sendClose(code: .goingAway)
        var output: [UInt8] = [1]
        var wasCalled = false
        socket.sendText(into: &output) { _ in wasCalled = true }
        #expect(!wasCalled)
        #expect(output == [1])
        #expect(socket.takeOutgoing() == [])
    }
}
