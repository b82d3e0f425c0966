import Synchronization
import TestSupport
import Testing

@testable import Calls

@Suite("Agents and leads")
struct AgentsAndLeadsTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let ada = Agent(id: .make(1), name: "Ada", elevenLabsAgentID: "agent_1", createdAt: .make())
    private let grace = Lead(
        id: .make(2), name: "Grace", phoneNumber: "+14155550123", email: "grace@example.com", notes: "VIP",
        variables: ["city": "Arlington", "rank": "Admiral"], createdAt: .make())
    private let other = RecordID.make(77)

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("calls.db"))
    }

    // MARK: Agents

    @Test("a user has one agent in use for an ElevenLabs id; another user may have theirs")
    func oneOfAKind() async throws {
        try await store.add(ada)
        let twin = Agent(id: .make(3), name: "Twin", elevenLabsAgentID: "agent_1", createdAt: .make())
        await #expect(throws: CallStoreError.conflict(with: ada.id)) { try await store.add(twin) }
        let theirs = Agent(
            id: .make(4), userID: other, name: "Theirs", elevenLabsAgentID: "agent_1", createdAt: .make())
        try await store.add(theirs)
        #expect(try await store.agent(elevenLabsAgentID: "agent_1", of: User.ownerID)?.id == ada.id)
        #expect(try await store.agent(elevenLabsAgentID: "agent_1", of: other)?.id == theirs.id)
        #expect(try await store.agent(elevenLabsAgentID: "agent_1", of: .make(8)) == nil)
    }

    @Test("an agent that no call names is removed; one that has calls is archived, and can come back")
    func removal() async throws {
        try await store.add(ada)
        #expect(try await store.removeAgent(ada.id, of: other, at: .make(), noting: nil) == nil)
        #expect(try await store.removeAgent(ada.id, of: User.ownerID, at: .make(), noting: nil) == .removed)
        #expect(try await store.agent(ada.id) == nil)

        try await store.add(ada)
        try await store.add(.make(id: .make(9), agentID: ada.id), lead: nil)
        #expect(try await store.removeAgent(ada.id, of: User.ownerID, at: .make(60), noting: nil) == .archived)
        #expect(try await store.agent(ada.id)?.archivedAt == .make(60))
        #expect(try await store.agents().isEmpty)
        #expect(try await store.agent(elevenLabsAgentID: "agent_1", of: User.ownerID) == nil)
        #expect(try await store.callLog(.make(9), of: User.ownerID)?.agent?.name == "Ada")
        // Once more changes nothing.
        #expect(try await store.removeAgent(ada.id, of: User.ownerID, at: .make(90), noting: nil) == .archived)
        #expect(try await store.agent(ada.id)?.archivedAt == .make(60))

        let again = Agent(id: .make(3), name: "Ada II", elevenLabsAgentID: "agent_1", createdAt: .make(120))
        let back = try await store.add(again)
        #expect(back.id == ada.id)
        #expect(back.name == "Ada II")
        #expect(back.archivedAt == nil)
        #expect(try await store.agents() == [back])
    }

    @Test("a change is made where its user is the agent's, and where no other agent is in its way")
    func change() async throws {
        try await store.add(ada)
        let bob = Agent(id: .make(3), name: "Bob", elevenLabsAgentID: "agent_2", createdAt: .make())
        try await store.add(bob)
        #expect(try await store.changeAgent(ada.id, of: other, noting: nil) { $0.name = "Eve" } == nil)
        await #expect(throws: CallStoreError.conflict(with: ada.id)) {
            try await store.changeAgent(bob.id, of: User.ownerID, noting: nil) { $0.elevenLabsAgentID = "agent_1" }
        }
        let changed = try await store.changeAgent(ada.id, of: User.ownerID, noting: nil) { $0.name = "Ada L." }
        #expect(changed?.name == "Ada L.")
        #expect(try await store.agents() == [changed, bob])
    }

    @Test("an audit row is written with its change, or neither is")
    func audit() async throws {
        let entry = AuditEntry(
            id: .make(5), date: .make(), userID: User.ownerID, keyID: .make(6), address: "203.0.113.7",
            action: .createAgent, subject: ada.id)
        try await store.add(ada, noting: entry)
        // The same row twice cannot be written, and so the agent is not.
        let bob = Agent(id: .make(3), name: "Bob", elevenLabsAgentID: "agent_2", createdAt: .make())
        await #expect(throws: CallStoreError.self) { try await store.add(bob, noting: entry) }
        #expect(try await store.agent(bob.id) == nil)
        #expect(try await store.audit(of: User.ownerID, after: nil, limit: 9).elements == [entry])
        #expect(try await store.audit(of: other, after: nil, limit: 9).elements.isEmpty)
    }

    // MARK: Leads

    @Test("a number stands for one person, and nothing that is written is overwritten by what is empty")
    func merging() async throws {
        #expect(try await store.save(grace) == grace)
        let news = Lead(
            id: .make(3), name: "", phoneNumber: grace.phoneNumber, email: "", notes: "moved",
            variables: ["city": "", "rank": "Rear Admiral", "ship": ""], createdAt: .make(60))
        let merged = try await store.save(news)
        #expect(merged.id == grace.id)
        #expect(merged.name == "Grace")
        #expect(merged.email == "grace@example.com")
        #expect(merged.notes == "moved")
        #expect(merged.variables == ["city": "Arlington", "rank": "Rear Admiral", "ship": ""])
        #expect(merged.createdAt == .make())
        #expect(merged.updatedAt == .make(60))
        #expect(try await store.lead(grace.id) == merged)
        #expect(try await store.lead(.make(3)) == nil)
    }

    @Test("the lead of a call is who has the number already")
    func leadOfACall() async throws {
        try await store.save(grace)
        let news = Lead(id: .make(3), name: "G. Hopper", phoneNumber: grace.phoneNumber, notes: "", createdAt: .make(1))
        let call = try await store.add(.make(id: .make(9), leadID: .make(3)), lead: news)
        #expect(call.leadID == grace.id)
        #expect(try await store.call(.make(9))?.leadID == grace.id)
        #expect(try await store.callLog(.make(9), of: User.ownerID)?.lead?.name == "G. Hopper")
        #expect(try await store.callLog(.make(9), of: User.ownerID)?.lead?.notes == "VIP")
    }

    @Test("another user's lead with the same number is another")
    func apart() async throws {
        try await store.save(grace)
        let theirs = Lead(
            id: .make(3), userID: other, name: "Gigi", phoneNumber: grace.phoneNumber, notes: "", createdAt: .make())
        #expect(try await store.save(theirs).id == theirs.id)
        #expect(try await store.lead(grace.id) == grace)
    }

    @Test("a lead with calls is archived, and comes back when its number is written down again")
    func leadRemoval() async throws {
        try await store.add(.make(id: .make(9)), lead: grace)
        #expect(try await store.removeLead(grace.id, of: other, at: .make()) == nil)
        #expect(try await store.removeLead(grace.id, of: User.ownerID, at: .make(60)) == .archived)
        #expect(try await page().elements.isEmpty)
        #expect(try await page(includingArchived: true).elements.map(\.id) == [grace.id])
        let news = Lead(id: .make(3), name: "", phoneNumber: grace.phoneNumber, notes: "", createdAt: .make(90))
        #expect(try await store.save(news).archivedAt == nil)
        #expect(try await page().elements.map(\.id) == [grace.id])
    }

    @Test("a lead cannot take a number that another has")
    func numberTaken() async throws {
        try await store.save(grace)
        let alan = Lead(id: .make(3), name: "Alan", phoneNumber: "+442071838750", notes: "", createdAt: .make())
        try await store.save(alan)
        await #expect(throws: CallStoreError.conflict(with: grace.id)) {
            try await store.changeLead(alan.id, of: User.ownerID) { $0.phoneNumber = "+14155550123" }
        }
        #expect(try await store.lead(alan.id) == alan)
    }

    @Test("a list goes on where its page ended, whatever is added meanwhile")
    func pages() async throws {
        for number in UInt32(10)..<15 {
            try await store.save(
                Lead(id: .make(number), name: "", phoneNumber: "+1415555\(number)", notes: "", createdAt: .make()))
        }
        let first = try await page(limit: 2)
        #expect(first.elements.map(\.id) == [.make(14), .make(13)])
        #expect(first.next == .make(13))
        try await store.save(
            Lead(id: .make(20), name: "", phoneNumber: "+141555520", notes: "", createdAt: .make()))
        let second = try await page(after: first.next, limit: 2)
        #expect(second.elements.map(\.id) == [.make(12), .make(11)])
        let third = try await page(after: second.next, limit: 2)
        #expect(third.elements.map(\.id) == [.make(10)])
        #expect(third.next == nil)
    }

    private func page(
        includingArchived: Bool = false, after: RecordID? = nil, limit: Int = 9
    ) async throws -> Page<Lead> {
        try await store.leads(
            of: User.ownerID, phoneNumber: nil, includingArchived: includingArchived, after: after, limit: limit)
    }
}
