import Calls
import FoundationEssentials
import HTTP

/// `/api/agents`: the agents that calls can be given to, each user's own.
struct AgentsEndpoint {
    struct One: Encodable {
        let success = true
        let agent: AgentView
    }

    struct List: Encodable {
        let success = true
        let agents: [AgentView]
        @OrNull var nextCursor: String?
    }

    static let nameLimit = 512

    let environment: APIEnvironment

    /// `GET /api/agents`: newest first.
    func list(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let query = ListQuery(target: request.target)
        let (limit, after, archived) = (try query.limit(), try query.cursor(), try query.flag("archived"))
        let page = try await environment.stored { (store) throws(CallStoreError) in
            try await store.agents(of: user, includingArchived: archived, after: after, limit: limit)
        }
        let list = List(agents: page.elements.map(AgentView.init), nextCursor: ListQuery.cursor(page.next))
        return JSONAnswer.make(.ok, list)
    }

    /// `GET /api/agents/:id`.
    func show(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let id = try id(request)
        let found = try await environment.stored { (store) throws(CallStoreError) in try await store.agent(id) }
        guard let agent = found, agent.userID == user else { throw .noSuchAgent }
        return JSONAnswer.make(.ok, One(agent: AgentView(agent)))
    }

    /// `POST /api/agents`.
    func create(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let caller = try request.caller()
        let body = try request.jsonBody()
        let name = try Self.checkedName(try body.required("name", atMost: Self.nameLimit))
        let elevenLabsID = try Self.checkedID(try body.required("elevenLabsAgentId", atMost: 128))
        let records = try body.flag("records")
        let agent = Agent(
            id: environment.ids.next(), userID: caller.userID, name: name, elevenLabsAgentID: elevenLabsID,
            records: Self.apply(records, to: nil), createdAt: environment.clock.date())
        let audit = environment.audit(.createAgent, agent.id, by: caller)
        let written = try await environment.stored { (store) throws(CallStoreError) in
            try await store.add(agent, noting: audit)
        }
        return JSONAnswer.make(
            .created, One(agent: AgentView(written)), headers: ["Location": "/api/agents/\(written.id)"])
    }

    /// `PATCH /api/agents/:id`: what is not named stays.
    func change(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let caller = try request.caller()
        let id = try id(request)
        let body = try request.jsonBody()
        let name = try body.optional("name", atMost: Self.nameLimit)
        if let name { _ = try Self.checkedName(name) }
        let elevenLabsID = try body.optional("elevenLabsAgentId", atMost: 128)
        if let elevenLabsID { _ = try Self.checkedID(elevenLabsID) }
        let records = try body.flag("records")
        let now = environment.clock.date()
        let audit = environment.audit(.changeAgent, id, by: caller)
        let changed = try await environment.stored { (store) throws(CallStoreError) in
            try await store.changeAgent(id, of: caller.userID, noting: audit) { agent in
                agent.name = name ?? agent.name
                agent.elevenLabsAgentID = elevenLabsID ?? agent.elevenLabsAgentID
                agent.records = Self.apply(records, to: agent.records)
                agent.updatedAt = now
            }
        }
        guard let changed else { throw .noSuchAgent }
        return JSONAnswer.make(.ok, One(agent: AgentView(changed)))
    }

    /// `DELETE /api/agents/:id`: gone, or archived where calls name it.
    func remove(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let caller = try request.caller()
        let id = try id(request)
        let now = environment.clock.date()
        let audit = environment.audit(.removeAgent, id, by: caller)
        let removal = try await environment.stored { (store) throws(CallStoreError) in
            try await store.removeAgent(id, of: caller.userID, at: now, noting: audit)
        }
        guard let removal else { throw .noSuchAgent }
        return JSONAnswer.make(.ok, RemovalView(removal))
    }

    private func id(_ request: APIRequest) throws(APIError) -> RecordID {
        guard let id = RecordID(request.parameters["id"] ?? "") else { throw .noSuchAgent }
        return id
    }

    private static func apply(_ given: JSONBody.Given<Bool>, to flag: Bool?) -> Bool? {
        switch given {
        case .nothing: flag
        case .cleared: nil
        case .value(let new): new
        }
    }

    private static func checkedName(_ name: String) throws(APIError) -> String {
        guard name.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw .invalidValue("name", "must not be blank.")
        }
        return name
    }

    private static func checkedID(_ id: String) throws(APIError) -> String {
        let isPlain = id.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        guard isPlain else {
            throw .invalidValue("elevenLabsAgentId", "must be ElevenLabs' id of the agent, such as agent_….")
        }
        return id
    }
}

/// What became of a record that was to be deleted.
struct RemovalView: Encodable {
    let success = true
    /// `true` where calls name it, so that it was put away and not lost.
    let archived: Bool

    init(_ removal: Removal) {
        switch removal {
        case .removed: archived = false
        case .archived: archived = true
        }
    }
}

extension APIError {
    static let noSuchAgent = APIError(.notFound, "unknown_agent", "No agent has this id.")
}
