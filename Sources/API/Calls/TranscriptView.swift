import Calls

/// Who said what, line by line, with what the agent was cut short in.
struct TranscriptView {
    struct Line: Encodable, Equatable {
        let role: String
        /// What was said; of the agent's words, what was heard: by what was played on the telephone where that is known, by
        /// the agent's own judgement otherwise.
        var message: String
        let timeInCall: Double
        /// `true` where it was cut short, and not there otherwise.
        var interrupted: Bool?
        /// What the agent meant to say.
        var original: String?
        /// What the agent judges to have said, where it gave a judgement.
        var corrected: String?
    }

    private(set) var lines: [Line] = []
    /// The response each of the agent's lines belongs to.
    private var responseIDs: [String?] = []
    /// Whether it is known of each line what was played of it.
    private var isHeard: [Bool] = []

    init(_ events: [CallEvent]) {
        for event in events {
            switch event.kind {
            case .userTranscript(let text, _):
                add("user", text, event, responseID: nil)
            case .agentResponse(let text, let responseID, _):
                add("agent", text, event, responseID: responseID)
            case .agentCorrection(let original, let corrected, let responseID):
                correct(original, to: corrected, responseID: responseID)
            case .agentHeard(let heard):
                hear(heard)
            case .dialed, .status, .streamStarted, .conversationStarted, .turnLatency, .interruption, .hangUpCalledOff,
                .toolCall, .toolResult, .toolReport, .keypad, .problem, .reportedProblem, .answeredBy,
                .vendorReport, .frames, .sound, .ended:
                break
            }
        }
    }

    private mutating func add(_ role: String, _ text: String, _ event: CallEvent, responseID: String?) {
        lines.append(Line(role: role, message: text, timeInCall: event.timeInCall))
        responseIDs.append(responseID)
        isHeard.append(false)
    }

    private mutating func correct(_ original: String, to corrected: String, responseID: String?) {
        guard let index = line(saying: original, responseID) else { return }
        lines[index].corrected = corrected
        guard !isHeard[index] else { return }
        cut(index, to: corrected)
    }

    private mutating func hear(_ heard: HeardResponse) {
        let parts = parts(of: heard)
        var rest = heard.heard[...]
        for index in parts {
            isHeard[index] = true
            let text = lines[index].original ?? lines[index].message
            if index != parts.last, rest.hasPrefix(text) {
                rest = rest.dropFirst(text.count).drop(while: \.isWhitespace)
            } else {
                if heard.isCut { cut(index, to: String(rest)) }
                rest = ""
            }
        }
    }

    /// The lines that say a response: mostly one; where it was told in several texts, those that say it together.
    private func parts(of heard: HeardResponse) -> [Int] {
        let agents = lines.indices.filter { lines[$0].role == "agent" }
        for (place, first) in agents.enumerated() {
            var text = lines[first].original ?? lines[first].message
            var end = place
            while text.count < heard.text.count, heard.text.hasPrefix(text), end + 1 < agents.count {
                end += 1
                text += " " + (lines[agents[end]].original ?? lines[agents[end]].message)
            }
            if end > place, text == heard.text { return Array(agents[place...end]) }
        }
        return line(saying: heard.text, heard.responseID).map { [$0] } ?? []
    }

    private mutating func cut(_ index: Int, to words: String) {
        lines[index].original = lines[index].original ?? lines[index].message
        lines[index].message = words
        lines[index].interrupted = true
    }

    /// What is told of a response is for the line it names; where it names none, for the latest that says its text, or at
    /// least for the latest.
    private func line(saying text: String, _ responseID: String?) -> Int? {
        let agents = lines.indices.filter { lines[$0].role == "agent" }
        return agents.last { responseID != nil && responseIDs[$0] == responseID }
            ?? agents.last { lines[$0].message == text } ?? agents.last
    }
}
