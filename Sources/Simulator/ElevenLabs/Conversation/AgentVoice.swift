import Audio
import ElevenLabs

/// The sound of a script in an agent's format, cut and in Base64, made once for all its conversations.
struct AgentVoice: Sendable {
    /// One reply's sound.
    struct Clip: Sendable {
        /// The sound of each message, as Base64 text; the last may be empty.
        let payloads: [[UInt8]]
        /// The characters of each message, where they are told.
        let alignments: [ServerMessage.Alignment?]
        /// The same, decoded and in one piece.
        let sound: [UInt8]

        /// Appends one of the messages.
        func appendMessage(
            chunk: Int, eventID: Int, isFinal: Bool, alignment: ServerMessage.Alignment? = nil,
            into output: inout [UInt8]
        ) {
            let payload = payloads[chunk]
            ServerMessage.appendAudio(
                payload: payload.span, eventID: eventID, isFinal: isFinal,
                alignment: alignment ?? alignments[chunk], into: &output)
        }
    }

    private var greeting: Clip?
    private var turns: [Clip?]
    private var otherwise: Clip?

    init(_ persona: AgentPersona) {
        let script = persona.script
        greeting = script.greeting.map { Self.speak($0, persona) }
        turns = script.turns.map { turn in turn.reply.map { Self.speak($0, persona) } }
        otherwise = script.otherwise?.reply.map { Self.speak($0, persona) }
    }

    /// The sound of the reply that stands there.
    func clip(_ position: ReplyPosition) -> Clip? {
        switch position {
        case .greeting: greeting
        case .turn(let index): turns[index]
        case .otherwise: otherwise
        }
    }

    private static func speak(_ reply: AgentScript.Reply, _ persona: AgentPersona) -> Clip {
        let sound = convert(reply.samples, to: persona.outputFormat)
        let count = reply.chunkCount(of: persona.behavior.chunk)
        let format = persona.outputFormat
        let samples = Int(persona.behavior.chunk / .milliseconds(1)) * format.sampleRate / 1000
        let size = samples * format.bytesPerSample
        // The fault: every cut one byte late, in the middle of a sample.
        let shift = persona.behavior.fault == .oddLengthChunk && format.encoding == .pcm16 ? 1 : 0
        let payloads = (0..<count).map { index in
            let start = index == 0 ? 0 : min(sound.count, index * size + shift)
            let end = index == count - 1 ? sound.count : min(sound.count, (index + 1) * size + shift)
            return base64(sound[start..<end])
        }
        return Clip(payloads: payloads, alignments: alignments(reply, persona.behavior, count), sound: sound)
    }

    private static func alignments(
        _ reply: AgentScript.Reply, _ behavior: AgentBehavior, _ count: Int
    ) -> [ServerMessage.Alignment?] {
        let length = Int(behavior.chunk / .milliseconds(1))
        return (0..<count).map { index in
            guard behavior.sendsAlignment else { return nil }
            let end = index == count - 1 ? Int.max : (index + 1) * length
            return reply.alignment?.piece(index * length..<end)
        }
    }

    private static func convert(_ samples: [Int16], to format: AudioFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        PCM16.encode(samples.span, into: &bytes)
        guard format != .pcm16000 else { return bytes }
        var converter = AudioConverter(from: .pcm16000, to: format)
        var output: [UInt8] = []
        converter.convert(bytes.span, into: &output)
        converter.finish(into: &output)
        return output
    }

    private static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        Base64.encode(bytes.span, into: &text)
        return text
    }
}
