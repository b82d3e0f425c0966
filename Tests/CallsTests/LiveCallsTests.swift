import Synchronization
import Testing

@testable import Calls

@Suite("Live calls")
struct LiveCallsTests {
    private static let start = ContinuousClock.now
    private let live: LiveCalls

    init() {
        let counter = Mutex(0)
        live = LiveCalls {
            counter.withLock {
                $0 += 1
                return "token-\($0)"
            }
        }
    }

    private func ticket(sid: String = "CA1") -> StreamTicket {
        StreamTicket(
            callID: .make(), twilioCallSID: sid, elevenLabsAgentID: "agent_1", dynamicVariables: ["lead_name": "Ada"])
    }

    // MARK: Tickets

    @Test("a token redeems its ticket once")
    func once() {
        let token = live.issue(ticket(), now: Self.start)
        #expect(live.redeem(token, twilioCallSID: "CA1", now: Self.start) == ticket())
        #expect(live.redeem(token, twilioCallSID: "CA1", now: Self.start) == nil)
        #expect(live.redeem("token-9", twilioCallSID: "CA1", now: Self.start) == nil)
    }

    @Test("a token shown for another call is spent")
    func foreignCall() {
        let token = live.issue(ticket(), now: Self.start)
        #expect(live.redeem(token, twilioCallSID: "CA2", now: Self.start) == nil)
        #expect(live.redeem(token, twilioCallSID: "CA1", now: Self.start) == nil)
    }

    @Test("a ticket without a call SID takes any")
    func anyCall() {
        let token = live.issue(ticket(sid: ""), now: Self.start)
        #expect(live.redeem(token, twilioCallSID: "CA7", now: Self.start) == ticket(sid: ""))
    }

    @Test("a token lives until its time and not a nanosecond longer")
    func late() {
        let early = live.issue(ticket(), validFor: .seconds(60), now: Self.start)
        let late = live.issue(ticket(), validFor: .seconds(60), now: Self.start)
        let end = Self.start + .seconds(60)
        #expect(live.redeem(early, twilioCallSID: "CA1", now: end - .nanoseconds(1)) != nil)
        #expect(live.redeem(late, twilioCallSID: "CA1", now: end) == nil)
    }

    @Test("late tickets are swept, and there are never more than the limit")
    func bounded() {
        var book = TicketBook(limit: 250)
        for second in 0..<2_000 {
            let now = Self.start + .seconds(second)
            book.add(ticket(), under: "\(second)", until: now + .seconds(60), now: now)
            #expect(book.count <= 200)
        }
        for number in 0..<1_000 {
            let now = Self.start + .seconds(20_000)
            book.add(ticket(), under: "n\(number)", until: now + .seconds(number), now: now)
            #expect(book.count <= 250)
        }
        #expect(book.take("n999", now: Self.start + .seconds(20_001)) != nil)
    }

    // MARK: Streams

    @Test("a call has one stream at a time")
    func oneStream() {
        #expect(live.claim(twilioCallSID: "CA1", call: .make(1)) { _ in })
        #expect(!live.claim(twilioCallSID: "CA1", call: .make(2)) { _ in })
        #expect(live.claim(twilioCallSID: "CA2", call: .make(3)) { _ in })
        #expect(live.all().map(\.twilioCallSID) == ["CA1", "CA2"])
        live.release(twilioCallSID: "CA1")
        #expect(live.count == 1)
        #expect(live.claim(twilioCallSID: "CA1", call: .make(2)) { _ in })
    }

    @Test("one of many that claim a call at once gets it")
    func race() async {
        let winners = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask { live.claim(twilioCallSID: "CA1", call: .make(UInt32(number))) { _ in } }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    @Test("hanging up reaches the call that is meant, with the reason, and says when it is not there")
    func hangUp() async {
        let reasons = Mutex<[CallEndReason]>([])
        _ = live.claim(twilioCallSID: "CA1", call: .make(1)) { reason in reasons.withLock { $0.append(reason) } }
        _ = live.claim(twilioCallSID: "CA2", call: .make(2)) { _ in Issue.record("the wrong call was ended") }
        #expect(await live.hangUp(.make(1), reason: .hungUpByUser))
        #expect(reasons.withLock { $0 } == [.hungUpByUser])
        #expect(await !live.hangUp(.make(3), reason: .hungUpByUser))
    }
}
