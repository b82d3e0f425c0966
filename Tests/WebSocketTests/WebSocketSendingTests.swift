import Testing

@testable import WebSocket

@Suite("Sending, and reading while sending")
struct WebSocketSendingTests {
    private func open(_ role: WebSocketProtocol.Role) -> WebSocketProtocol {
        WebSocketProtocol(
            role: role, limits: WebSocketLimits(maximumMessageSize: 1 << 20), maskingKeys: .fixed(0x37FA_213D))
    }

    @Test(
        "each verb writes its frame, in order, masked by a client", arguments: [WebSocketProtocol.Role.client, .server])
    func verbs(role: WebSocketProtocol.Role) {
        let key = role == .client ? Wire.key : nil
        var socket = open(role)
        socket.sendText(Array("Hello".utf8))
        socket.sendBinary([1, 2])
        socket.sendPing([3])
        #expect(socket.hasOutgoing == true)
        #expect(
            socket.takeOutgoing()
                == Wire.frame(0x81, "Hello", key: key) + Wire.frame(0x82, [1, 2], key: key)
                + Wire.frame(0x89, [3], key: key))
        #expect(socket.hasOutgoing == false)
    }

    @Test("a ping's payload is cut to what a control frame holds")
    func longPing() {
        var socket = open(.server)
        socket.sendPing([UInt8](repeating: 7, count: 200))
        #expect(socket.takeOutgoing() == Wire.frame(0x89, [UInt8](repeating: 7, count: 125), key: nil))
    }

    @Test(
        "what one end sends, the other hears, at every size of header and both ways of sending",
        arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20])
    func roundTrip(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 127) }
        for (sender, receiver) in [(WebSocketProtocol.Role.client, WebSocketProtocol.Role.server), (.server, .client)] {
            var one = open(sender)
            var other = open(receiver)
            one.sendBinary(payload)
            var bytes = one.takeOutgoing()
            one.sendText(into: &bytes) { $0 += payload }
            one.sendBinary(into: &bytes) { $0 += payload }
            other.receive(bytes)
            #expect(
                other.hearAll()
                    == [.binary(payload), .text(String(decoding: payload, as: UTF8.self)), .binary(payload)])
        }
    }

    @Test("a message that was taken out can be answered while it is read, and its buffer serves again")
    func echo() {
        var socket = open(.server)
        let long = [UInt8](repeating: 9, count: 300)
        let bytes =
            Wire.frame(0x82, [1, 2, 3]) + Wire.frame(0x02, long) + Wire.frame(0x80, long) + Wire.frame(0x82, [4])
        socket.receive(bytes)
        var message = WebSocketMessage()
        while let event = socket.next(now: testStart, into: &message) {
            #expect(event == .binary)
            message.withBytes { socket.sendBinary($0) }
        }
        #expect(socket.heldCapacity >= 600)
        #expect(
            socket.takeOutgoing()
                == Wire.frame(0x82, [1, 2, 3], key: nil) + Wire.frame(0x82, long + long, key: nil)
                + Wire.frame(0x82, [4], key: nil))
    }

    @Test("a pong goes out before a message that was sent after the ping came, whichever way it is sent")
    func pongFirst() {
        let pong = Wire.frame(0x8A, "?", key: nil)
        let ways: [(inout WebSocketProtocol, inout [UInt8]) -> Void] = [
            { socket, output in
                socket.sendText([0x61])
                socket.takeOutgoing(into: &output)
            },
            { $0.sendText([0x61].span, into: &$1) },
            { $0.sendText(into: &$1) { $0.append(0x61) } },
        ]
        for send in ways {
            var socket = open(.server)
            socket.receive(Wire.frame(0x89, "?"))
            #expect(socket.hearAll().isEmpty)
            var output: [UInt8] = []
            send(&socket, &output)
            #expect(output == pong + Wire.frame(0x81, "a", key: nil))
            #expect(socket.hasOutgoing == false)
        }
    }

    @Test("behind a pong or nothing there is no message to read")
    func noMessage() {
        var socket = open(.server)
        socket.receive(Wire.frame(0x8A, "payload"))
        #expect(socket.next(now: testStart) == .pong)
        socket.withMessage { _ in Issue.record("a pong has no message") }
        socket.receive(Wire.frame(0x8A, "payload"))
        var message = WebSocketMessage()
        #expect(socket.next(now: testStart, into: &message) == .pong)
        var byteCount = -1
        message.withBytes { byteCount = $0.count }
        #expect(byteCount == 0)
    }
}
