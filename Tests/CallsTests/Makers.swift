import FoundationEssentials

@testable import Calls

extension RecordID {
    /// An identifier that a test can tell from others.
    static func make(_ number: UInt32 = 1) -> RecordID { RecordID(seconds: 1_773_655_200, node: 7, counter: number) }
}

extension Date {
    /// Monday, 16 March 2026, 10:00:00 UTC, and so many seconds.
    static func make(_ seconds: Double = 0) -> Date { Date(timeIntervalSince1970: 1_773_655_200 + seconds) }
}

extension CallRecord {
    static func make(
        id: RecordID = .make(), agentID: RecordID? = nil, leadID: RecordID? = nil, origin: Origin = .liveCall,
        twilioCallSID: String? = nil
    ) -> CallRecord {
        var call = CallRecord(
            id: id, agentID: agentID, elevenLabsAgentID: "agent_1", leadID: leadID, phoneNumber: "+14155550123",
            fromNumber: "+12125550199", direction: .outbound, origin: origin, createdAt: .make())
        call.twilioCallSID = twilioCallSID
        return call
    }
}

extension CallEvent {
    static func make(
        _ kind: Kind, of call: RecordID = .make(), at seconds: Double = 1, offset: Duration = .zero
    ) -> CallEvent {
        CallEvent(callID: call, date: .make(seconds), offset: offset, kind: kind)
    }
}

extension CallEvent.Kind {
    /// One of every kind, each field filled.
    static let samples: [CallEvent.Kind] = {
        var frames = FrameCounts()
        frames.fromCaller = 500
        frames.dropped = 3
        var report = VendorReport()
        report.status = "done"
        report.terminationReason = "end_call tool was called."
        report.cost = 120.5
        report.evaluation = [.init(id: "polite", value: "success", rationale: "It was.")]
        report.transcript = [.init(role: "agent", message: "Hello", timeInCall: 0, isInterrupted: true)]
        return [
            .dialed(twilioCallSID: "CA1"), .status(.ringing, duration: nil), .status(.completed, duration: 12),
            .streamStarted(streamSID: "MZ1"),
            .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "pcm_16000"),
            .userTranscript(text: "Zwölf \u{0} 🎧 \"quoted\"", eventID: 4), .userTranscript(text: "", eventID: nil),
            .agentResponse(text: "Hello, I'm Ada.", responseID: "r1", eventID: 1),
            .agentResponse(text: "Hello", responseID: nil, eventID: nil),
            .agentCorrection(original: "Hello, I'm Ada.", corrected: "Hello", responseID: "r1"),
            .interruption(eventID: 7), .toolCall(id: "t1", name: "book", parameters: #"{"day":"Tue"}"#),
            .toolResult(id: "t1", result: "no such tool", isError: true),
            .toolReport(id: "t2", name: "end_call", kind: "system", isError: false), .keypad(digit: "#"),
            .problem(code: "odd-pcm", message: "an odd byte"), .frames(frames),
            .reportedProblem(code: "stream-error", message: "31921"),
            .answeredBy("machine_start", milliseconds: 3380), .vendorReport(report),
            .ended(.agentDropped, detail: "1006"),
        ]
    }()
}
