/// What `client_tool_call` says.
public struct ClientToolCall: Hashable, Sendable {
    /// Ties request, call, result and response together.
    public var id: String
    /// The tool.
    public var name: String
    /// Its parameters as the text of a JSON object.
    public var parameters: String
    /// Whether the agent waits; `nil` from old servers.
    public var expectsResponse: Bool?

    /// Makes one.
    public init(id: String, name: String, parameters: String, expectsResponse: Bool?) {
        self.id = id
        self.name = name
        self.parameters = parameters
        self.expectsResponse = expectsResponse
    }
}
