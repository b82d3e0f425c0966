import Calls
import JSONWire

extension CallView: Described {
    static let schema = Schema.object(
        "Call", "A call as its log shows it.",
        [
            always("_id", \._id, as: .id),
            always("userId", \.userId, as: .id, "Whose."),
            always("status", \.status, as: .words(CallStatus.self), "Where it stands, in Twilio's words."),
            orNull("duration", \.duration, "Seconds, once it has ended."),
            orNull("durationMinutes", \.durationMinutes, "Begun minutes, as telephony bills them."),
            always("agentId", \.agentId, "The agent."),
            orNull("leadId", \.leadId, "The lead."),
            orNull("elevenLabsCallId", \.elevenLabsCallId, "Twilio's call SID; the name is kept for compatibility."),
            orNull("conversationId", \.conversationId, "ElevenLabs' name of the conversation."),
            always("phoneNumber", \.phoneNumber, "The other party's number."),
            always("direction", \.direction, as: .words(CallRecord.Direction.self)),
            always("metadata", \.metadata),
            always("cost", \.cost),
            always("transcript", \.transcript),
            always("toolCalls", \.toolCalls, "The tools that ran."),
            always("events", \.events, "What happened beside what was said."),
            orNull("endedReason", \.endedReason, as: .words(CallEndReason.self), "Why it ended."),
            orNull("endedDetail", \.endedDetail, "The words that came with the end."),
            orNull("answeredBy", \.answeredBy, "Twilio's word for who answered, where it was asked to find out."),
            orNull("frames", \.frames, "Media frames that passed through."),
            orNull("sound", \.sound, "What became of the agent's sound, in samples, 8000 a second."),
            orNull("elevenLabs", \.elevenLabs, "What ElevenLabs says of the conversation after its end."),
            always("turns", \.turns, "How long the caller waited for each answer."),
            always("createdAt", \.createdAt, as: .time),
            always("updatedAt", \.updatedAt, as: .time),
        ])
}

extension ListedCallView: Described {
    static let schema = CallView.schema
}

extension CallView.AgentReference: Described {
    static let schema = Schema.object([
        orNull("_id", \._id, as: .id, "Ours, where the agent is registered."),
        orNull("name", \.name),
        always("elevenLabsAgentId", \.elevenLabsAgentId),
    ])
}

extension CallView.LeadReference: Described {
    static let schema = Schema.object([
        always("_id", \._id, as: .id), always("name", \.name), always("phoneNumber", \.phoneNumber),
        always("notes", \.notes),
    ])
}

extension CallFacts.Metadata: Described {
    static let schema = Schema.object([
        orNull("twilioCallSid", \.twilioCallSid),
        always("fromNumber", \.fromNumber, "Our number."),
        always("method", \.method, as: .constant("twilio_elevenlabs_websocket")),
        always("testCall", \.testCall), always("liveCall", \.liveCall), always("bulkCall", \.bulkCall),
        always("initiatedFrom", \.initiatedFrom, as: .words(CallRecord.Origin.self), "How it came about."),
    ])
}

extension CallView.Cost: Described {
    static let schema = Schema.object([
        always("totalCost", \.totalCost, "So far; a call is billed when it has ended."),
        always("costPerMinute", \.costPerMinute),
    ])
}

extension EventView: Described {
    static let schema = Schema.object([
        always("type", \.type, "`keypad`, `interruption`, `hang-up-called-off`, `problem`; more may come."),
        always("timeInCall", \.timeInCall, "Seconds since the media stream started."),
        sometimes("digit", \.digit), sometimes("code", \.code), sometimes("message", \.message),
    ])
}

extension ToolCallView: Described {
    static let schema = Schema.object([
        always("id", \.id), always("name", \.name),
        always("parameters", \.parameters, "What it was called with; any JSON."),
        orNull("result", \.result), orNull("isError", \.isError),
        always("timeInCall", \.timeInCall, "Seconds since the media stream started."),
    ])
}

extension TranscriptView.Line: Described {
    static let schema = Schema.object([
        always("role", \.role, "`user` or `agent`."),
        always("message", \.message, "What was said; of the agent's words, what was heard."),
        always("timeInCall", \.timeInCall, "Seconds since the media stream started."),
        sometimes("interrupted", \.interrupted, as: .constant(true), "There where it was cut short."),
        sometimes("original", \.original, "What the agent meant to say."),
        sometimes("corrected", \.corrected, "What the agent judges to have said."),
    ])
}

extension TurnView: Described {
    static let schema = Schema.object([
        always("timeInCall", \.timeInCall, "When the answer was heard, in seconds since the media stream started."),
        always("latencyMs", \.latencyMs, "The whole wait."), always("agentMs", \.agentMs, "The agent's part."),
        always("bridgeMs", \.bridgeMs, "Ours, and the way to the telephone."),
    ])
}

extension FrameCounts: Described {
    static let schema = Schema.object([
        always("fromCaller", \.fromCaller), always("toAgent", \.toAgent), always("fromAgent", \.fromAgent),
        always("toCaller", \.toCaller), always("dropped", \.dropped),
    ])
}

extension SoundCounts: Described {
    static let schema = Schema.object([
        always("received", \.received), always("played", \.played), always("cleared", \.cleared),
        always("dropped", \.dropped),
    ])
}

extension VendorReportView: Described {
    static let schema = Schema.object([
        orNull("status", \.status), orNull("terminationReason", \.terminationReason), orNull("error", \.error),
        orNull("duration", \.duration, "Seconds."), orNull("cost", \.cost, "In ElevenLabs' credits."),
        orNull("callSuccessful", \.callSuccessful), orNull("summary", \.summary), orNull("title", \.title),
        always("evaluation", \.evaluation), always("dataCollection", \.dataCollection),
        always("transcript", \.transcript), always("receivedAt", \.receivedAt, as: .time),
    ])
}

extension VendorReportView.Line: Described {
    static let schema = Schema.object([
        always("role", \.role), always("message", \.message), orNull("timeInCall", \.timeInCall, "Whole seconds."),
        orNull("interrupted", \.interrupted),
    ])
}

extension VendorReportView.Finding: Described {
    static let schema = Schema.object([
        always("id", \.id), always("value", \.value), orNull("rationale", \.rationale),
    ])
}
