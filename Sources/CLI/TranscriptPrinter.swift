import Calls

/// Shows a call's events to people, a line each, as they are committed.
struct TranscriptPrinter {
    /// The line of one event; `nil` for what people need not see.
    static func line(_ event: CallEvent) -> String? {
        guard let text = text(event.kind) else { return nil }
        return "\(clock(event.offset))  \(text)"
    }

    /// Minutes, seconds and tenths since the stream started.
    private static func clock(_ offset: Duration) -> String {
        let tenths = offset / .milliseconds(100)
        let (minutes, rest) = Int(tenths).quotientAndRemainder(dividingBy: 600)
        let seconds = Double(rest) / 10
        return "\(minutes):\(seconds < 10 ? "0" : "")\(seconds.formatted(decimals: 1))"
    }

    private static func text(_ kind: CallEvent.Kind) -> String? {
        switch kind {
        case .dialed(let sid): note("dialled, Twilio calls it \(sid)")
        case .status(let status, _): note("the call is \(status.rawValue)")
        case .streamStarted: note("Twilio's media stream has started")
        case .conversationStarted(_, let output, let input):
            note("the agent is there; it speaks \(output), hears \(input)")
        case .userTranscript(let text, _): say("caller", text)
        case .agentResponse(let text, _, _): say("agent", text)
        case .agentCorrection(_, let corrected, _): note("of that the agent judges to have said: \(corrected)")
        case .agentHeard(let heard) where heard.isCut: note("of that the caller heard: \(heard.heard)")
        case .agentHeard: nil
        case .turnLatency(let latency):
            note("answered after \(latency.totalMilliseconds) ms, of which ours are \(latency.bridgeMilliseconds)")
        case .hangUpCalledOff: note("the caller goes on speaking: the call is not ended yet")
        case .sound: nil
        case .interruption: note("the caller interrupts")
        case .toolCall(_, let name, let parameters): note("the agent calls the tool \(name) \(parameters)")
        case .toolResult(_, let result, let isError):
            note("\(isError ? "answered with an error" : "answered"): \(result)")
        case .toolReport(_, let name, let kind, _): kind == "system" ? note("the agent runs \(name)") : nil
        case .keypad(let digit): note("the caller presses \(digit)")
        case .problem(let code, let message), .reportedProblem(let code, let message):
            note("problem \(code): \(message)")
        case .answeredBy(let word, _): note("answered by: \(word)")
        case .vendorReport: note("the agent's vendor reports the conversation")
        case .frames: nil
        case .ended(let reason, let detail): note("ended: \(reason.rawValue)\(detail.isEmpty ? "" : " (\(detail))")")
        }
    }

    private static func say(_ who: String, _ words: String) -> String {
        who + String(repeating: " ", count: 8 - who.count) + words
    }

    private static func note(_ words: String) -> String { "        · " + words }
}
