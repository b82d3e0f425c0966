import Testing

@testable import Simulator

@Suite("Signatures of conversation sockets")
struct SignatureBookTests {
    private let start = ContinuousClock.now

    @Test("one opens sockets to its agent for fifteen minutes")
    func validity() {
        let book = SignatureBook()
        let signature = book.issue(agentID: "agent_1", isSingleUse: false, now: start)
        #expect(book.accept(signature, agentID: "agent_1", now: start + .seconds(899)))
        #expect(book.accept(signature, agentID: "agent_1", now: start + .seconds(899)))
        #expect(!book.accept(signature, agentID: "agent_2", now: start))
        #expect(!book.accept(signature, agentID: "agent_1", now: start + .seconds(900)))
        #expect(!book.accept("sig_none", agentID: "agent_1", now: start))
    }

    @Test("one made with a conversation's id opens one")
    func singleUse() {
        let book = SignatureBook()
        let signature = book.issue(agentID: "agent_1", isSingleUse: true, now: start)
        #expect(book.accept(signature, agentID: "agent_1", now: start))
        #expect(!book.accept(signature, agentID: "agent_1", now: start))
    }
}
