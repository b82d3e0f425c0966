import Calls

/// Who said what, line by line, with what the agent was cut short in.
struct TranscriptView {
    struct Line: Encodable, Equatable {
        let role: String
        /// What was said; where it was cut short, what was heard of it.
        var message: String
        let timeInCall: Double
        /// `true` where it was cut short, and not there otherwise.
        var interrupted: Bool?
        /// What the agent meant to say.
        var original: String?
    }

    private(set) var lines: [Line] = []
    /// The response each of the agent's lines belongs to.
    private var responseIDs: [String?] = []

    init(_ events: [CallEvent]) {
        for event in events {
            switch event.kind {
            case .userTranscript(let text, _):
                add("user", text, event, responseID: nil)
            case .agentResponse(let text, let responseID, _):
                add("agent", text, event, responseID: responseID)
            case .agentCorrection(let original, let corrected, let responseID):
                correct(original, to: corrected, responseID: responseID)
            case .dialed, .status, .streamStarted, .conversationStarted, .interruption, .toolCall, .toolResult,
                .toolReport, .keypad, .problem, .frames, .ended:
                break
            }
        }
    }

    private mutating func add(_ role: String, _ text: String, _ event: CallEvent, responseID: String?) {
        lines.append(Line(role: role, message: text, timeInCall: event.timeInCall))
        responseIDs.append(responseID)
    }

    /// A correction is for the response it names; where it names none, for the latest that says its original, or at
    /// least for the latest.
    private mutating func correct(_ original: String, to corrected: String, responseID: String?) {
        let agents = lines.indices.filter { lines[$0].role == "agent" }
        let index =
            agents.last { responseID != nil && responseIDs[$0] == responseID }
            ?? agents.last { lines[$0].message == original } ?? agents.last
        guard let index else { return }
        lines[index].original = lines[index].original ?? lines[index].message
        lines[index].message = corrected
        lines[index].interrupted = true
    }
}
