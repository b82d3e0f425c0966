import Calls
import FoundationEssentials
import Telemetry

/// A call log in JSON. Names and shapes are fixed: existing front ends read them. Every key is always there.
struct CallView: Encodable {
    struct AgentReference: Encodable {
        @OrNull var _id: String?
        @OrNull var name: String?
        let elevenLabsAgentId: String
    }

    struct LeadReference: Encodable {
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

    struct Cost: Encodable {
        /// So far; a call is billed when it has ended.
        let totalCost: Decimal
        let costPerMinute: Decimal

        init(_ call: CallRecord, usually rate: Money) {
            let rate = call.costPerMinute ?? rate
            totalCost = (rate * (call.minutes ?? 0)).decimal
            costPerMinute = rate.decimal
        }
    }

    let _id: String
    let userId: String
    let agentId: AgentReference
    @OrNull var leadId: LeadReference?
    /// Twilio's call SID; the name is kept for compatibility.
    @OrNull var elevenLabsCallId: String?
    @OrNull var conversationId: String?
    let phoneNumber: String
    let status: String
    let direction: String
    /// Seconds.
    @OrNull var duration: Int?
    /// Begun minutes, as telephony bills them.
    @OrNull var durationMinutes: Int?
    let metadata: Metadata
    let cost: Cost
    let transcript: [TranscriptView.Line]
    let toolCalls: [ToolCallView]
    let events: [EventView]
    @OrNull var endedReason: String?
    @OrNull var endedDetail: String?
    /// Twilio's word for who answered, where it was asked to find out.
    @OrNull var answeredBy: String?
    @OrNull var frames: FrameCounts?
    /// What became of the agent's sound, in samples.
    @OrNull var sound: SoundCounts?
    /// What ElevenLabs says of the conversation after its end; ours stays as we observed it.
    @OrNull var elevenLabs: VendorReportView?
    let turns: [TurnView]
    let createdAt: String
    let updatedAt: String

    /// - Parameter rate: what a minute costs where the call does not say.
    init(_ log: CallLog, costPerMinute rate: Money) {
        let (call, agent, events) = (log.call, log.agent, log.events)
        _id = call.id.hex
        userId = call.userID.hex
        status = call.status.rawValue
        duration = call.duration
        durationMinutes = call.minutes
        agentId = AgentReference(_id: agent?.id.hex, name: agent?.name, elevenLabsAgentId: call.elevenLabsAgentID)
        leadId = log.lead.map {
            LeadReference(_id: $0.id.hex, name: $0.name, phoneNumber: $0.phoneNumber, notes: $0.notes)
        }
        elevenLabsCallId = call.twilioCallSID
        conversationId = call.conversationID
        phoneNumber = call.phoneNumber
        direction = call.direction.rawValue
        metadata = Metadata(
            twilioCallSid: call.twilioCallSID, fromNumber: call.fromNumber, testCall: call.origin == .testCall,
            liveCall: call.origin == .liveCall, bulkCall: call.origin == .bulkUpload,
            initiatedFrom: call.origin.rawValue)
        cost = Cost(call, usually: rate)
        transcript = TranscriptView(events).lines
        toolCalls = ToolCallView.all(in: events)
        self.events = events.compactMap(EventView.init)
        endedReason = call.endReason?.rawValue
        endedDetail = call.endDetail
        answeredBy = call.answeredBy
        frames = call.frames
        sound = SoundCounts(of: events)
        elevenLabs = VendorReportView(events)
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
