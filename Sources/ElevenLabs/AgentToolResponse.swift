/// What `agent_tool_response` says.
public struct AgentToolResponse: Hashable, Sendable {
    /// The call's id.
    public var id: String
    /// The tool.
    public var name: String
    /// `client`, `webhook`, `mcp`, `system`, …; empty where not said.
    public var kind: String
    /// Whether it failed.
    public var isError: Bool
    /// `success`, `error`, `blocked` or `skipped`; `nil` from old servers.
    public var status: String?

    /// Makes one.
    public init(id: String, name: String, kind: String, isError: Bool, status: String? = nil) {
        self.id = id
        self.name = name
        self.kind = kind
        self.isError = isError
        self.status = status
    }
}
