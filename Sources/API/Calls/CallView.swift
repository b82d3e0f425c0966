import Calls
import Telemetry

/// A call log in JSON. Names and shapes are fixed: existing front ends read them. Every key is always there.
struct CallView: Encodable {
    struct AgentView: Encodable {
        @OrNull var _id: String?
        @OrNull var name: String?
        let elevenLabsAgentId: String
    }

    struct LeadView: Encodable {
        let _id: String
        let name: String
        let phoneNumber: String
        let notes: String
    }

    struct Metadata: Encodable {
        @OrNull var twilioCallSid: String?
        let fromNumber: String
        let method = "twilio_elevenlabs_websocket"
        let testCall: Bool
        let liveCall: Bool
        let bulkCall: Bool
        let initiatedFrom: String
    }

    let _id: String
    let status: String
    /// Seconds.
    @OrNull var duration: Int?
    /// Begun minutes, as telephony bills them.
    @OrNull var durationMinutes: Int?
    let agentId: AgentView
    @OrNull var leadId: LeadView?
    /// Twilio's call SID; the name is kept for compatibility.
    @OrNull var elevenLabsCallId: String?
    @OrNull var conversationId: String?
    let phoneNumber: String
    let direction: String
    let metadata: Metadata
    let transcript: [TranscriptView.Line]
    let toolCalls: [ToolCallView]
    let events: [EventView]
    @OrNull var endedReason: String?
    @OrNull var endedDetail: String?
    @OrNull var frames: FrameCounts?
    /// What became of the agent's sound, in samples.
    @OrNull var sound: SoundCounts?
    let turns: [TurnView]
    let createdAt: String
    let updatedAt: String

    init(_ call: CallRecord, agent: Agent?, lead: Lead?, events: [CallEvent]) {
        _id = call.id.hex
        status = call.status.rawValue
        duration = call.duration
        durationMinutes = call.duration.map { ($0 + 59) / 60 }
        agentId = AgentView(_id: agent?.id.hex, name: agent?.name, elevenLabsAgentId: call.elevenLabsAgentID)
        leadId = lead.map {
            LeadView(_id: $0.id.hex, name: $0.name, phoneNumber: $0.phoneNumber, notes: $0.notes)
        }
        elevenLabsCallId = call.twilioCallSID
        conversationId = call.conversationID
        phoneNumber = call.phoneNumber
        direction = call.direction.rawValue
        metadata = Metadata(
            twilioCallSid: call.twilioCallSID, fromNumber: call.fromNumber, testCall: call.origin == .testCall,
            liveCall: call.origin == .liveCall, bulkCall: call.origin == .bulkUpload,
            initiatedFrom: call.origin.rawValue)
        transcript = TranscriptView(events).lines
        toolCalls = ToolCallView.all(in: events)
        self.events = events.compactMap(EventView.init)
        endedReason = call.endReason?.rawValue
        endedDetail = call.endDetail
        frames = call.frames
        sound = SoundCounts(of: events)
        turns = events.compactMap(TurnView.init)
        createdAt = Timestamp.text(call.createdAt)
        updatedAt = Timestamp.text(call.updatedAt)
    }
}

extension CallEvent {
    /// Seconds since the media stream started, to the millisecond.
    var timeInCall: Double {
        let milliseconds = offset.components.seconds * 1000 + offset.components.attoseconds / 1_000_000_000_000_000
        return Double(milliseconds) / 1000
    }
}
