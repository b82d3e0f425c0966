import HTTP
import TestSupport
import Testing

@testable import Transport

@Suite("Server state machine") struct HTTPServerStateMachineTests {
    typealias Event = HTTPServerStateMachine.Event

    /// A machine with its clock.
    final class Subject {
        let start = ContinuousClock.now
        private var machine: HTTPServerStateMachine

        init(_ configure: (inout HTTPServer.Configuration) -> Void = { _ in }) {
            var configuration = HTTPServer.Configuration(address: .loopback())
            configure(&configuration)
            machine = HTTPServerStateMachine(configuration, acceptedAt: start)
        }

        /// Bytes come, and everything is done that can be; heads are read on with this limit.
        func receive(
            _ text: String, at time: Duration = .zero, bodyLimit: Int = 1 << 20, streamed: Bool = false
        ) -> [Event] {
            machine.receive(Array(text.utf8).span, at: start + time)
            return events(at: time, bodyLimit: bodyLimit, streamed: streamed)
        }

        /// What there is of a streamed body, and what is done with the room that taking it makes.
        func takePart(at time: Duration = .zero) -> (part: HTTPServerStateMachine.Part, then: [Event]) {
            (machine.takePart(at: start + time), events(at: time, bodyLimit: 1 << 20))
        }

        func end() -> [Event] {
            machine.receiveEnd()
            return events(at: .zero, bodyLimit: 0)
        }

        func answered(at time: Duration = .zero, streamed: Bool = false) -> [Event] {
            machine.answered(keepsAlive: machine.answer?.keepsAlive ?? false, at: start + time)
            return events(at: time, bodyLimit: 1 << 20, streamed: streamed)
        }

        func drain() -> [Event] {
            machine.drain()
            return events(at: .zero, bodyLimit: 0)
        }

        func timerFired(at time: Duration) -> Event? { machine.timerFired(at: start + time) }

        var deadline: Duration? { machine.deadline.map { $0 - start } }
        var keepsAlive: Bool? { machine.answer?.keepsAlive }
        var isReading: Bool { machine.isReading }
        var hasUnreadBody: Bool { machine.hasUnreadBody }

        private func events(at time: Duration, bodyLimit: Int, streamed: Bool = false) -> [Event] {
            var events: [Event] = []
            while let event = machine.next(at: start + time) {
                if case .head = event {
                    machine.readBody(limit: bodyLimit, streamed: streamed, at: start + time)
                } else {
                    events.append(event)
                }
            }
            return events
        }
    }

    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    static let request = HTTPRequest(.get, "/", headers: ["Host": "a"])

    // MARK: Order and persistence

    @Test("pipelined requests are handed out one at a time, in order")
    func pipelining() {
        let subject = Subject()
        let two = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(subject.receive(Self.get + two) == [.request(Self.request)])
        #expect(!subject.isReading)
        #expect(subject.receive(Self.get) == [])
        #expect(subject.answered() == [.request(HTTPRequest(.get, "/2", headers: ["Host": "a"]))])
        #expect(subject.answered() == [.request(Self.request)])
        #expect(subject.answered() == [])
        #expect(subject.isReading)
    }

    @Test("the connection stays unless the client says close, speaks HTTP/1.0, or has asked often enough")
    func persistence() {
        let subject = Subject { $0.requestsPerConnection = 2 }
        _ = subject.receive(Self.get)
        #expect(subject.keepsAlive == true)
        _ = subject.answered()
        _ = subject.receive(Self.get)
        #expect(subject.keepsAlive == false)
        #expect(subject.answered() == [])
        #expect(subject.receive(Self.get) == [])
        for head in ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"] {
            let subject = Subject()
            _ = subject.receive(head)
            #expect(subject.keepsAlive == false)
        }
    }

    @Test("a client that ends its side still gets its answer, and then the connection ends")
    func halfClosed() {
        let subject = Subject()
        _ = subject.receive(Self.get)
        #expect(subject.end() == [])
        #expect(subject.keepsAlive == false)
    }

    @Test("a client that ends in the middle of a request gets nothing")
    func endsEarly() {
        for text in ["", "GET", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell"] {
            let subject = Subject()
            if !text.isEmpty { _ = subject.receive(text) }
            #expect(subject.end() == [.close])
        }
    }

    @Test("draining closes at once when idle, otherwise after the answer")
    func draining() {
        #expect(Subject().drain() == [.close])
        let subject = Subject()
        _ = subject.receive(Self.get)
        #expect(subject.drain() == [])
        #expect(subject.keepsAlive == false)
    }

    // MARK: Refusals

    @Test("what is malformed is refused, and nothing after it is read")
    func refusal() {
        let subject = Subject()
        let events = subject.receive("GET / HTTP/1.1\r\n\r\n" + Self.get)
        #expect(events == [.refuse(.malformed(.missingHost))])
        #expect(subject.receive(Self.get) == [])
        #expect(subject.deadline == nil)
    }

    @Test("a body over its limit is refused before 100 Continue is sent")
    func tooLarge() {
        let subject = Subject()
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        #expect(subject.receive(head, bodyLimit: 4) == [.refuse(.malformed(.bodyTooLarge(limit: 4)))])
    }

    @Test("100 Continue is sent once, and only to a client that waits for it")
    func expectContinue() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        let subject = Subject()
        #expect(subject.receive(head) == [.sendContinue])
        #expect(subject.receive("h") == [])
        #expect(subject.receive("i").count == 1)
        #expect(Subject().receive(head + "h") == [])
        #expect(Subject().receive(head + "hi").count == 1)
    }

    // MARK: Deadlines

    @Test("a connection that sends nothing is closed without a word")
    func silent() {
        let subject = Subject()
        #expect(subject.deadline == .seconds(10))
        #expect(subject.timerFired(at: .seconds(9)) == nil)
        #expect(subject.timerFired(at: .seconds(10)) == .refuse(.silent))
        #expect(HTTPServerViolation.silent.response == nil)
    }

    @Test("the first head has its time from the acceptance, whatever drips in")
    func slowHead() {
        let subject = Subject()
        for second in 1...9 { #expect(subject.receive("G", at: .seconds(second)) == []) }
        #expect(subject.deadline == .seconds(10))
        #expect(subject.timerFired(at: .seconds(10)) == .refuse(.headTooSlow))
        #expect(HTTPServerViolation.headTooSlow.response?.status == .requestTimeout)
    }

    @Test("later heads have their time from their first byte, idleness from the answer")
    func idle() {
        let subject = Subject()
        _ = subject.receive(Self.get)
        #expect(subject.deadline == nil)
        _ = subject.answered(at: .seconds(100))
        #expect(subject.deadline == .seconds(130))
        _ = subject.receive("G", at: .seconds(125))
        #expect(subject.deadline == .seconds(135))
        _ = subject.receive(Self.get.dropFirst().description, at: .seconds(126))
        #expect(subject.deadline == nil)
        _ = subject.answered(at: .seconds(127))
        #expect(subject.timerFired(at: .seconds(157)) == .close)
    }

    @Test("a body must come at a rate once the grace has passed, and in all within its time")
    func slowBody() {
        let subject = Subject()
        _ = subject.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        #expect(subject.deadline == .seconds(5))
        _ = subject.receive(String(repeating: "x", count: 2048), at: .seconds(4))
        #expect(subject.deadline == .seconds(7))
        #expect(subject.timerFired(at: .seconds(6)) == nil)
        _ = subject.receive(String(repeating: "x", count: 50_000), at: .seconds(6))
        #expect(subject.deadline == .seconds(30))
        #expect(subject.timerFired(at: .seconds(30)) == .refuse(.bodyTooSlow))
        #expect(HTTPServerViolation.bodyTooSlow.response?.status == .requestTimeout)
    }

    @Test("every split gives the same requests and the same refusal")
    func everySplit() {
        let conversation =
            Self.get + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + Self.get
            + "GET / HTTP/1.1\r\nHost : a\r\n\r\n" + Self.get
        let (whole, differing) = forEverySplit(of: Array(conversation.utf8)) { pieces in
            let subject = Subject()
            var events: [Event] = []
            for piece in pieces {
                var more = subject.receive(String(decoding: piece, as: UTF8.self))
                while !more.isEmpty {
                    events += more
                    more = subject.answered()
                }
            }
            return events
        }
        #expect(whole.count == 4)
        #expect(whole.last == .refuse(.malformed(.spaceBeforeColon)))
        #expect(differing.isEmpty, "\(differing)")
    }
}
