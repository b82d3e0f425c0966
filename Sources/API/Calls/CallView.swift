import Calls

/// A call log in JSON. Names and shapes are fixed: existing front ends read them. Every key is always there.
@dynamicMemberLookup
struct CallView: Encodable {
    struct AgentReference: Encodable {
        @OrNull var _id: String?
        @OrNull var name: String?
        let elevenLabsAgentId: String

        init(_ agent: Agent?, elevenLabsAgentID: String) {
            _id = agent?.id.hex
            name = agent?.name
            elevenLabsAgentId = elevenLabsAgentID
        }
    }

    struct LeadReference: Encodable {
        let _id: String
        let name: String
        let phoneNumber: String
        let notes: String
    }

    struct Cost: Encodable {
        /// So far; a call is billed when it has ended.
        let totalCost: Amount
        let costPerMinute: Amount

        init(minutes: Int?, at rate: Money) {
            totalCost = Amount(rate * (minutes ?? 0))
            costPerMinute = Amount(rate)
        }
    }

    let agentId: AgentReference
    @OrNull var leadId: LeadReference?
    let cost: Cost
    let facts: CallFacts

    /// - Parameter rate: what a minute costs where the call does not say.
    init(_ log: CallLog, costPerMinute rate: Money) {
        let call = log.call
        agentId = AgentReference(log.agent, elevenLabsAgentID: call.elevenLabsAgentID)
        leadId = log.lead.map {
            LeadReference(_id: $0.id.hex, name: $0.name, phoneNumber: $0.phoneNumber, notes: $0.notes)
        }
        cost = Cost(minutes: call.minutes, at: call.costPerMinute ?? rate)
        facts = CallFacts(call, log.events)
    }

    subscript<Fact>(dynamicMember fact: KeyPath<CallFacts, Fact>) -> Fact { facts[keyPath: fact] }

    func encode(to encoder: any Encoder) throws {
        try ListedCallView(agentId: agentId, leadId: leadId, cost: cost, facts: JSONAnswer.text(of: facts)).encode(
            to: encoder)
    }
}
