import Calls
import Telemetry

/// What a call log says that only events can change: all but the names of agent and lead, and the cost. A store keeps it as
/// text once the call is settled.
struct CallFacts: Encodable {
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
    let userId: String
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

    init(_ call: CallRecord, _ events: [CallEvent]) {
        _id = call.id.hex
        userId = call.userID.hex
        elevenLabsCallId = call.twilioCallSID
        conversationId = call.conversationID
        phoneNumber = call.phoneNumber
        status = call.status.rawValue
        direction = call.direction.rawValue
        duration = call.duration
        durationMinutes = call.minutes
        metadata = Metadata(
            twilioCallSid: call.twilioCallSID, fromNumber: call.fromNumber, testCall: call.origin == .testCall,
            liveCall: call.origin == .liveCall, bulkCall: call.origin == .bulkUpload,
            initiatedFrom: call.origin.rawValue)
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
