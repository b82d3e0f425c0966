import HTTP
import JSONWire

extension AgentsEndpoint {
    static let listOperation = APIOperation(
        id: "listAgents", tag: .agents, summary: "Agents, newest first",
        parameters: ListQuery.pageParameters() + [ListQuery.archivedParameter],
        answers: [.json(List.self, "A page of agents.")])

    static let showOperation = APIOperation(
        id: "getAgent", tag: .agents, summary: "An agent",
        parameters: [idParameter], answers: [.json(One.self, "The agent.")], errors: [.noSuchAgent])

    static let createOperation = APIOperation(
        id: "createAgent", tag: .agents, summary: "Register an agent",
        body: .json(
            .object([
                .required("name", .name(nameLimit), "What people call it."),
                .required("elevenLabsAgentId", .elevenLabsID, "ElevenLabs' own id; no two agents share it."),
                .optional("records", .boolean.orNull, "Whether its calls are recorded."),
            ]), examples: ["agent": ["name": "Ada", "elevenLabsAgentId": "agent_ada"]]),
        answers: [.json(.created, One.self, "The agent as it was registered.", headers: .location, links: links)],
        errors: [.conflict])

    static let changeOperation = APIOperation(
        id: "changeAgent", tag: .agents, summary: "Change an agent", about: "What is not named stays.",
        parameters: [idParameter],
        body: .json(
            .object([
                .optional("name", .name(nameLimit).orEmpty, "What people call it; an empty text says nothing."),
                .optional("elevenLabsAgentId", .elevenLabsID.orEmpty, "ElevenLabs' own id."),
                .optional("records", .boolean.orNull, "Whether its calls are recorded; null takes it back."),
            ]), examples: ["name": ["name": "Robert"]]),
        answers: [.json(One.self, "The agent as it is now.")], errors: [.noSuchAgent, .conflict])

    static let removeOperation = APIOperation(
        id: "removeAgent", tag: .agents, summary: "Remove an agent",
        about: "It is archived where calls name it: still shown, no longer listed or called.",
        parameters: [idParameter], answers: [.json(RemovalView.self, "It is gone, or archived.")],
        errors: [.noSuchAgent])

    private static let idParameter = APIOperation.Parameter(.path, "id", .id, "The agent's id.")

    private static let links = ["getAgent", "changeAgent", "removeAgent"].map {
        APIOperation.Link(operation: $0, parameter: "id", value: "$response.body#/agent/_id")
    }
}

extension Schema {
    /// A name that is not blank. Unicode's white space one by one: `\s` is another set to each who reads it.
    fileprivate static func name(_ limit: Int) -> Schema {
        let white = #"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"#
        return .string(1...limit, pattern: "[^\(white)]")
    }

    fileprivate static let elevenLabsID = Schema.string(1...128, pattern: "^[0-9A-Za-z_-]+$")
}
