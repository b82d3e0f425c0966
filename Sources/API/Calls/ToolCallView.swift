import Calls

/// A tool that ran in a call: on our side, or, as the agent reports it, on the agent's.
struct ToolCallView: Encodable {
    let id: String
    let name: String
    var parameters: StoredJSON
    @OrNull var result: String? = nil
    @OrNull var isError: Bool? = nil
    let timeInCall: Double

    /// Every tool call in order. A result goes to the latest call of its id; the agent's report of a call of ours adds
    /// nothing, except where there was no answer.
    static func all(in events: [CallEvent]) -> [ToolCallView] {
        var views: [ToolCallView] = []
        for event in events {
            switch event.kind {
            case .toolCall(let id, let name, let parameters):
                views.append(
                    ToolCallView(
                        id: id, name: name, parameters: StoredJSON(parameters), timeInCall: event.timeInCall))
            case .toolResult(let id, let result, let isError):
                guard let index = views.lastIndex(where: { $0.id == id }) else { continue }
                views[index].result = result
                views[index].isError = isError
            case .toolReport(let id, let name, _, let isError):
                if let index = views.lastIndex(where: { $0.id == id }) {
                    views[index].isError = views[index].isError ?? isError
                } else {
                    views.append(
                        ToolCallView(
                            id: id, name: name, parameters: StoredJSON("{}"), isError: isError,
                            timeInCall: event.timeInCall))
                }
            case .dialed, .status, .streamStarted, .conversationStarted, .userTranscript, .agentResponse,
                .agentCorrection, .agentHeard, .turnLatency, .interruption, .hangUpCalledOff, .keypad, .problem,
                .reportedProblem, .answeredBy, .vendorReport, .frames, .sound, .ended:
                break
            }
        }
        return views
    }
}
