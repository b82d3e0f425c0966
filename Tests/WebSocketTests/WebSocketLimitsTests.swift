import Testing

@testable import WebSocket

@Suite("Limits, judged before a payload is kept")
struct WebSocketLimitsTests {
    private let limits = WebSocketLimits(maximumMessageSize: 1000, maximumControlFramesPerSecond: 10)

    private func payload(_ count: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "a"), count: count) }

    @Test("a message of the limit is taken, one more byte is 1009 as soon as its header is there")
    func oneFrame() {
        #expect(Session(Wire.frame(0x82, payload(1000)), limits: limits).heard == [.binary(payload(1000))])
        let session = Session(Wire.header(0x82, 1001), limits: limits)
        #expect(session.heard == [.failed(.messageTooLarge(limit: 1000))])
        #expect(session.sent == farewell(.messageTooLarge(limit: 1000)))
        #expect(session.sent[2..<4] == [0x03, 0xF1])
    }

    @Test("the fragments of a message count together, and a lone header is enough to refuse")
    func fragments() {
        let first = Wire.frame(0x01, payload(600))
        #expect(
            Session(first + Wire.frame(0x80, payload(400)), limits: limits).heard
                == [.text(String(repeating: "a", count: 1000))])
        #expect(
            Session(first + Wire.header(0x00, 401), limits: limits).heard
                == [.failed(.messageTooLarge(limit: 1000))])
    }

    @Test("the largest length of all is refused, not added up")
    func hugeLengths() {
        #expect(
            Session(Wire.frame(0x02, payload(1)) + Wire.header(0x00, Int.max), limits: limits).heard
                == [.failed(.messageTooLarge(limit: 1000))])
    }

    @Test("each message begins to count anew")
    func countAnew() {
        let message = Wire.frame(0x82, payload(900))
        #expect(Session(message + message, limits: limits).heard.count == 2)
    }

    @Test("more control frames in a second than allowed are 1008; a second later they are welcome again")
    func controlFrames() {
        var socket = WebSocketProtocol(role: .server, limits: limits)
        for _ in 0..<10 { socket.receive(Wire.frame(0x8A)) }
        #expect(socket.hearAll(now: testStart) == [Heard](repeating: .pong, count: 10))
        for _ in 0..<10 { socket.receive(Wire.frame(0x89)) }
        #expect(socket.hearAll(now: testStart + .seconds(1)) == [])
        socket.receive(Wire.frame(0x8A))
        #expect(
            socket.hearAll(now: testStart + .milliseconds(1999)) == [.failed(.tooManyControlFrames(limit: 10))])
        #expect(socket.failure?.closeCode == .policyViolation)
    }

    @Test("a large message's memory is given back once it was read, that of small ones is kept")
    func memory() {
        var socket = WebSocketProtocol(role: .server, limits: WebSocketLimits(maximumMessageSize: 1 << 20))
        let large = Wire.frame(0x82, payload(1 << 20))
        socket.receive(Array(large[..<1000]))
        #expect(socket.hearAll() == [])
        socket.receive(Array(large[1000...]))
        #expect(socket.hearAll() == [.binary(payload(1 << 20))])
        socket.receive(Wire.frame(0x82, payload(500)))
        #expect(socket.hearAll().count == 1)
        #expect(socket.heldCapacity <= 2 * Inbox.keptCapacity)
        #expect(socket.heldCapacity >= 500)
    }

    @Test("at rest no memory is kept, but what has come of a message is; afterwards all goes on as before")
    func rest() {
        var socket = WebSocketProtocol(role: .server, limits: limits)
        socket.receive(Wire.frame(0x89, payload(100)) + Wire.frame(0x82, payload(900)))
        #expect(socket.hearAll() == [.binary(payload(900))])
        var output: [UInt8] = []
        socket.takeOutgoing(into: &output)
        socket.giveBackMemory()
        #expect(socket.heldCapacity == 0)

        let fragments = Wire.frame(0x02, payload(400)) + Wire.frame(0x80, payload(300))
        for split in [1, 3, 100, 408, 409, 500] {
            socket.receive(Array(fragments[..<split]))
            #expect(socket.hearAll() == [])
            socket.giveBackMemory()
            socket.receive(Array(fragments[split...]))
            #expect(socket.hearAll() == [.binary(payload(700))])
        }
    }
}
