import Calls

/// What happened in a call beside what was said: keys pressed, interruptions, problems.
struct EventView: Encodable, Equatable {
    let type: String
    let timeInCall: Double
    var digit: String?
    var code: String?
    var message: String?

    init?(_ event: CallEvent) {
        timeInCall = event.timeInCall
        switch event.kind {
        case .keypad(let digit):
            type = "keypad"
            self.digit = digit
        case .interruption:
            type = "interruption"
        case .hangUpCalledOff:
            type = "hang-up-called-off"
        case .problem(let code, let message), .reportedProblem(let code, let message):
            type = "problem"
            self.code = code
            self.message = message
        case .dialed, .status, .streamStarted, .conversationStarted, .userTranscript, .agentResponse,
            .agentCorrection, .agentHeard, .turnLatency, .toolCall, .toolResult, .toolReport, .answeredBy,
            .vendorReport,
            .frames, .sound, .ended:
            return nil
        }
    }
}
