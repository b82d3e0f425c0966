import Calls

/// The agent that answers a called number, and whose call it then is.
struct InboundAgent {
    /// Where it is a registered one.
    let registered: Agent?
    /// ElevenLabs' own id.
    let elevenLabsAgentID: String

    /// The first user's, where the agent is nobody's.
    var userID: RecordID { registered?.userID ?? User.ownerID }

    /// The agent that the settings name for this number, or the default one; `nil` where there is neither.
    static func find(for number: String, in environment: APIEnvironment) async throws(APIError) -> InboundAgent? {
        let settings = environment.settings
        guard let name = settings.inbound.agents[number] ?? settings.defaultElevenLabsAgentID else { return nil }
        let found = try await environment.stored { (store) throws(CallStoreError) -> Agent? in
            if let id = RecordID(name) { return try await store.agent(id) }
            return try await store.agents().first { $0.elevenLabsAgentID == name }
        }
        if let found { return InboundAgent(registered: found, elevenLabsAgentID: found.elevenLabsAgentID) }
        // An id of ours that is nobody's is no agent; one of ElevenLabs' may do without being registered.
        return RecordID(name) == nil ? InboundAgent(registered: nil, elevenLabsAgentID: name) : nil
    }
}
