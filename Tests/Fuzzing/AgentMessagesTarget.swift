import ElevenLabs

extension FuzzTarget {
    /// What an agent sends, and what a client sends to it.
    static let agentMessages = FuzzTarget("agent-messages", upTo: 1024) { bytes throws(FuzzFinding) in
        if let event = try? ConversationEvent(decoding: bytes.span) {
            if case .audio(let audio) = event {
                try judge(audio.payload, audio.payloadIsEscaped, in: bytes)
                if let alignment = audio.alignment { try judge(alignment: bytes.span.extracting(alignment)) }
            }
            if let again = written(event) {
                try demandSame(
                    try? ConversationEvent(decoding: again.span), event, "an event written again is the same")
            }
        }
        if let event = try? ClientEvent(decoding: bytes.span) {
            if case .userAudio(let payload, let isEscaped) = event { try judge(payload, isEscaped, in: bytes) }
            if let again = written(event) {
                try demandSame(try? ClientEvent(decoding: again.span), event, "a message written again is the same")
            }
        }
    }

    private static func judge(alignment: Span<UInt8>) throws(FuzzFinding) {
        guard var characters = AlignedCharacters(of: alignment) else { return }
        var count = 0
        while let character = characters.next(in: alignment) {
            count += 1
            try demand(
                (0...600_000).contains(character.start) && (0...60_000).contains(character.duration),
                "times of a message")
            try demand(count <= alignment.count, "no more characters than bytes")
        }
    }

    private static func judge(_ payload: Range<Int>, _ isEscaped: Bool, in bytes: [UInt8]) throws(FuzzFinding) {
        try demand(payload.lowerBound > 0 && payload.upperBound < bytes.count, "a payload inside the message")
        try demand(isEscaped == bytes[payload].contains(UInt8(ascii: "\\")), "escapes are noticed")
    }

    /// The event as the simulator writes it, where it has a writer for all of it.
    private static func written(_ event: ConversationEvent) -> [UInt8]? {
        var output: [UInt8] = []
        switch event {
        case .metadata(let metadata): ServerMessage.appendMetadata(metadata, into: &output)
        case .ping(let eventID): ServerMessage.appendPing(eventID: eventID, milliseconds: nil, into: &output)
        case .interruption(let eventID): ServerMessage.appendInterruption(eventID: eventID, into: &output)
        case .userTranscript(let text, let eventID):
            ServerMessage.appendUserTranscript(text, eventID: eventID, into: &output)
        case .agentResponseComplete(let eventID):
            ServerMessage.appendAgentResponseComplete(eventID: eventID, into: &output)
        case .error(let code, let name, let message):
            ServerMessage.appendError(code: code, name: name, message: message, into: &output)
        case .queueStatus(let status): ServerMessage.appendQueueStatus(status, into: &output)
        case .audio, .agentResponse, .agentResponseCorrection, .clientToolCall, .agentToolResponse, .unrecognized:
            return nil
        }
        return output
    }

    /// The message as the bridge writes it, where it has a writer for all of it.
    private static func written(_ event: ClientEvent) -> [UInt8]? {
        var output: [UInt8] = []
        switch event {
        case .pong(let eventID): ClientMessage.appendPong(eventID: eventID, into: &output)
        case .toolResult(let result):
            guard result.isString else { return nil }
            ClientMessage.appendToolResult(
                id: result.id, result: result.result, isError: result.isError, into: &output)
        case .userMessage(let text, let sourceMedium):
            ClientMessage.appendUserMessage(text: text, sourceMedium: sourceMedium, into: &output)
        case .userActivity: ClientMessage.appendUserActivity(into: &output)
        case .initiation, .userAudio, .contextualUpdate, .feedback, .unrecognized: return nil
        }
        return output
    }
}
