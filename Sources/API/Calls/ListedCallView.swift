import Calls

/// A `CallView` of which the facts are text already.
struct ListedCallView: Encodable {
    private enum Key: String, CodingKey { case agentId, leadId, cost }

    let agentId: CallView.AgentReference
    let leadId: CallView.LeadReference?
    let cost: CallView.Cost
    /// `CallFacts` in JSON.
    let facts: [UInt8]

    init(agentId: CallView.AgentReference, leadId: CallView.LeadReference?, cost: CallView.Cost, facts: [UInt8]) {
        self.agentId = agentId
        self.leadId = leadId
        self.cost = cost
        self.facts = facts
    }

    /// - Parameter rate: what a minute costs where the call does not say.
    init(_ call: ListedCall, costPerMinute rate: Money) {
        agentId = CallView.AgentReference(call.agent, elevenLabsAgentID: call.elevenLabsAgentID)
        leadId = call.lead.map {
            CallView.LeadReference(_id: $0.id.hex, name: $0.name, phoneNumber: $0.phoneNumber, notes: $0.notes)
        }
        cost = CallView.Cost(minutes: call.minutes, at: call.costPerMinute ?? rate)
        facts = call.text
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(agentId, forKey: .agentId)
        try container.encode(leadId, forKey: .leadId)
        try container.encode(cost, forKey: .cost)
        JSONOutput.of(encoder).writeMembers(of: facts)
    }
}
