import JSONWire

extension ServerMessage {
    /// Appends `client_tool_call`; `call.parameters` is the text of a JSON object and is written as it stands.
    public static func appendClientToolCall(_ call: ClientToolCall, eventID: Int, into output: inout [UInt8]) {
        appendHead("client_tool_call", "client_tool_call", into: &output)
        appendField("tool_name", call.name, isFirst: true, into: &output)
        appendField("tool_call_id", call.id, into: &output)
        JSONText.append(#","parameters":"#, into: &output)
        output.append(contentsOf: call.parameters.utf8)
        appendField("event_id", eventID, into: &output)
        appendField("expects_response", call.expectsResponse, into: &output)
        appendTail(into: &output)
    }

    /// Appends `agent_tool_request`, which has no parameters; `timeout` is in seconds.
    public static func appendAgentToolRequest(
        id: String, name: String, kind: String, expectsResponse: Bool, timeout: Int, eventID: Int,
        into output: inout [UInt8]
    ) {
        appendHead("agent_tool_request", "agent_tool_request", into: &output)
        appendField("tool_name", name, isFirst: true, into: &output)
        appendField("tool_call_id", id, into: &output)
        appendField("tool_type", kind, into: &output)
        appendField("event_id", eventID, into: &output)
        appendField("expects_response", expectsResponse, into: &output)
        appendField("disable_interruptions", false, into: &output)
        appendField("response_timeout_secs", timeout, into: &output)
        appendField("execution_mode", "immediate", into: &output)
        appendTail(into: &output)
    }

    /// Appends `agent_tool_response`, which has no result; without a status as old servers send it.
    public static func appendAgentToolResponse(
        _ response: AgentToolResponse, eventID: Int, into output: inout [UInt8]
    ) {
        appendHead("agent_tool_response", "agent_tool_response", into: &output)
        appendField("tool_name", response.name, isFirst: true, into: &output)
        appendField("tool_call_id", response.id, into: &output)
        appendField("tool_type", response.kind, into: &output)
        appendField("is_error", response.isError, into: &output)
        if let status = response.status {
            let isBlocked = status == "blocked"
            appendField("is_blocked", isBlocked, into: &output)
            appendField("event_id", eventID, into: &output)
            appendField("is_called", !isBlocked && status != "skipped", into: &output)
            appendField("status", status, into: &output)
        } else {
            appendField("event_id", eventID, into: &output)
        }
        appendTail(into: &output)
    }
}
