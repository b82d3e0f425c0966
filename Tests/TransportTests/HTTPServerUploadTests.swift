import HTTP
import TestSupport
import Testing

@testable import Transport

@Suite("Server state machine: streamed bodies") struct HTTPServerUploadTests {
    typealias Event = HTTPServerStateMachine.Event
    typealias Subject = HTTPServerStateMachineTests.Subject

    static func post(_ fields: String) -> String { "POST /u HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n" }
    static let sized = post("Content-Length: 5")
    static let chunked = post("Transfer-Encoding: chunked")
    static func bytes(_ text: String) -> HTTPServerStateMachine.Part { .bytes(Array(text.utf8)) }
    static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test("the request is handed out with its head, the body in pieces, and the connection stays")
    func pieces() {
        let subject = Subject()
        let head = HTTPRequest(.post, "/u", headers: ["Host": "a", "Content-Length": "5"])
        #expect(subject.receive(Self.sized + "he", streamed: true) == [.streamedRequest(head)])
        #expect(subject.takePart().part == Self.bytes("he"))
        #expect(subject.takePart().part == .notYet)
        #expect(subject.receive("llo") == [])
        #expect(subject.takePart().part == Self.bytes("llo"))
        #expect(subject.takePart().part == .end)
        #expect(subject.keepsAlive == true)
        #expect(subject.answered() == [])
        #expect(subject.receive(HTTPServerStateMachineTests.get) == [.request(HTTPServerStateMachineTests.request)])
    }

    @Test("a request without body ends at once")
    func empty() {
        let subject = Subject()
        _ = subject.receive(HTTPServerStateMachineTests.get, streamed: true)
        #expect(subject.takePart().part == .end)
        #expect(subject.keepsAlive == true)
    }

    @Test("every split gives the same body and the same next request")
    func everySplit() {
        let wire = Array((Self.chunked + "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: t\r\n\r\n" + Self.sized + "fghij").utf8)
        let (whole, differing) = forEverySplit(of: wire) { pieces in
            let subject = Subject()
            var heard: [String] = []
            for piece in pieces {
                var events = subject.receive(String(decoding: piece, as: UTF8.self), streamed: true)
                while true {
                    heard += events.map { "\($0)" }
                    let (part, then) = subject.takePart()
                    events = then
                    switch part {
                    case .bytes(let bytes):
                        heard[heard.count - 1] += String(decoding: bytes, as: UTF8.self)
                        continue
                    case .end:
                        events += subject.answered(streamed: true)
                        if !events.isEmpty { continue }
                    case .notYet, .failed: break
                    }
                    break
                }
            }
            return heard
        }
        #expect(whole.count == 2)
        #expect(whole.first?.hasSuffix("abcde") == true)
        #expect(whole.last?.hasSuffix("fghij") == true)
        #expect(differing.isEmpty, "\(differing)")
    }

    @Test("reading stops when the window is full and goes on when it is emptied")
    func backPressure() {
        let subject = Subject { $0.bodyWindow = 10 }
        _ = subject.receive(Self.post("Content-Length: 40"), streamed: true)
        _ = subject.receive(Self.x(9))
        #expect(subject.isReading)
        _ = subject.receive(Self.x(7))
        #expect(!subject.isReading)
        // What was on its way already waits unparsed.
        _ = subject.receive(Self.x(12))
        #expect(subject.takePart().part == Self.bytes(Self.x(16)))
        #expect(!subject.isReading)
        #expect(subject.takePart().part == Self.bytes(Self.x(12)))
        #expect(subject.isReading)
    }

    @Test("a slow responder costs the client nothing of its time")
    func slowResponder() {
        let subject = Subject { $0.bodyWindow = 2048 }
        _ = subject.receive(Self.post("Content-Length: 100000"), streamed: true)
        #expect(subject.deadline == .seconds(5))
        _ = subject.receive(Self.x(2048), at: .seconds(1))
        // The window is full: it is the responder's turn, for as long as it takes.
        #expect(subject.deadline == nil)
        #expect(subject.timerFired(at: .seconds(1000)) == nil)
        _ = subject.takePart(at: .seconds(1000))
        // One second was the client's, and 2 KiB have earned it two beyond the grace.
        #expect(subject.deadline == .seconds(999 + 7))
        _ = subject.receive(Self.x(1024), at: .seconds(1001))
        #expect(subject.deadline == .seconds(999 + 8))
        #expect(subject.timerFired(at: .seconds(999 + 8)) == .refuse(.bodyTooSlow))
        #expect(subject.takePart().part == .failed(.tooSlow))
        #expect(subject.keepsAlive == nil)
    }

    @Test("a client that drips is cut, however patient the responder")
    func slowClient() {
        let subject = Subject()
        _ = subject.receive(Self.post("Content-Length: 100000"), streamed: true)
        for second in 1...4 {
            _ = subject.receive("x", at: .seconds(second))
            #expect(subject.takePart(at: .seconds(second)).part == Self.bytes("x"))
        }
        #expect(subject.timerFired(at: .milliseconds(5004)) == .refuse(.bodyTooSlow))
    }

    @Test("the whole time of a body counts what the client took of it")
    func total() {
        let subject = Subject { $0.bodyWindow = 1 << 20 }
        _ = subject.receive(Self.post("Content-Length: 100000"), streamed: true)
        _ = subject.receive(Self.x(50_000), at: .seconds(1))
        #expect(subject.deadline == .seconds(30))
    }

    @Test("a length over the limit is refused before the responder hears of it")
    func announcedTooLarge() {
        let subject = Subject()
        let events = subject.receive(Self.sized, bodyLimit: 4, streamed: true)
        #expect(events == [.refuse(.malformed(.bodyTooLarge(limit: 4)))])
    }

    @Test("chunks over the limit and malformed ones are refused, and the responder is told why")
    func refusedOnTheWay() {
        let damage = [("3\r\nabc\r\n2\r\n", HTTPError.bodyTooLarge(limit: 4)), ("3\r\nabcd", .malformedChunkEnd)]
        for (wire, error) in damage {
            let subject = Subject()
            #expect(subject.receive(Self.chunked, bodyLimit: 4, streamed: true).count == 1)
            #expect(subject.receive(wire) == [.refuse(.malformed(error))])
            #expect(subject.takePart().part == .failed(.refused(error)))
            #expect(subject.keepsAlive == nil)
        }
    }

    @Test("a client that goes in the middle of its body: what came is handed out, then it fails")
    func clientGoes() {
        let subject = Subject()
        _ = subject.receive(Self.sized + "he", streamed: true)
        #expect(subject.end() == [])
        #expect(subject.takePart().part == Self.bytes("he"))
        #expect(subject.takePart().part == .failed(.connectionLost))
        #expect(subject.keepsAlive == false)
        #expect(subject.deadline == nil)
    }

    @Test("an early answer ends the connection, unless the body came whole anyway")
    func earlyAnswer() {
        let subject = Subject()
        _ = subject.receive(Self.sized + "he", streamed: true)
        #expect(subject.keepsAlive == false)
        #expect(subject.hasUnreadBody)
        #expect(subject.answered() == [])
        #expect(subject.receive("llo" + HTTPServerStateMachineTests.get) == [])
        #expect(subject.takePart().part == .failed(.answered))

        let whole = Subject()
        _ = whole.receive(Self.sized + "hello", streamed: true)
        #expect(whole.keepsAlive == true)
        #expect(!whole.hasUnreadBody)
        _ = whole.answered()
        #expect(whole.takePart().part == .failed(.answered))
        #expect(whole.receive(HTTPServerStateMachineTests.get) == [.request(HTTPServerStateMachineTests.request)])
    }

    @Test("100 Continue is sent when the responder asks for the body, and the client's time begins then")
    func expectContinue() {
        let head = Self.post("Expect: 100-continue\r\nContent-Length: 5")
        let subject = Subject()
        #expect(subject.receive(head, streamed: true).count == 1)
        #expect(subject.deadline == nil)
        let (part, then) = subject.takePart(at: .seconds(100))
        #expect(part == .notYet)
        #expect(then == [.sendContinue])
        #expect(subject.deadline == .seconds(105))
        #expect(subject.takePart(at: .seconds(100)).then == [])

        // A body that comes unasked needs no asking.
        let hasty = Subject()
        #expect(hasty.receive(head + "h", streamed: true).count == 1)
        #expect(hasty.deadline == .seconds(5) + .seconds(1) / 1024)
        #expect(hasty.takePart().part == Self.bytes("h"))
        #expect(hasty.takePart().then == [])
    }

    @Test("requests behind a streamed one wait for its answer")
    func pipelined() {
        let subject = Subject()
        let two = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(subject.receive(Self.sized + "hello" + two, streamed: true).count == 1)
        #expect(!subject.isReading)
        #expect(subject.takePart().part == Self.bytes("hello"))
        #expect(subject.takePart().part == .end)
        #expect(subject.answered() == [.request(HTTPRequest(.get, "/2", headers: ["Host": "a"]))])
    }
}
