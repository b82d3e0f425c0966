/// What agents send that a bridge has no use for (ElevenLabs, conversation AsyncAPI): no news, so no problem.
enum IgnoredMessages {
    /// Values of `type`.
    static let types: Set<String> = [
        "agent_chat_response_part", "agent_reasoning_response_part", "agent_response_metadata", "agent_tool_request",
        "agent_tool_response_full_payload", "agent_typing", "asr_initiation_metadata", "context_usage",
        "external_agent_connected", "external_agent_disconnected", "guardrail_triggered",
        "internal_tentative_agent_response", "internal_turn_probability", "mcp_connection_status", "mcp_tool_call",
        "rich_content", "tentative_user_transcript", "vad_score",
    ]
}
