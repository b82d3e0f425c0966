extension CallEvent.Kind {
    /// How often an event that comes by webhook, and so perhaps twice, is kept.
    enum Uniqueness {
        /// Once in a call: the first.
        case one
        /// Once in these very words.
        case oneOfEach
    }

    /// `nil` where every event counts, or where `CallRecord.apply` tells repetitions apart.
    var uniqueness: Uniqueness? {
        switch self {
        case .vendorReport: .one
        case .reportedProblem: .oneOfEach
        case .dialed, .status, .streamStarted, .conversationStarted, .userTranscript, .agentResponse, .agentCorrection,
            .agentHeard, .turnLatency, .interruption, .toolCall, .toolResult, .toolReport, .keypad, .problem,
            .hangUpCalledOff, .answeredBy, .sound, .frames, .ended:
            nil
        }
    }
}
