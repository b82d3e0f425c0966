import Audio

/// The sound of a script in an agent's format, cut and in Base64, made once for all its conversations.
struct AgentVoice: Sendable {
    /// One reply's sound.
    struct Clip: Sendable {
        /// The sound of each message, as Base64 text; the last may be empty.
        let payloads: [[UInt8]]
        /// The same, decoded and in one piece.
        let sound: [UInt8]
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
        return Clip(payloads: payloads, sound: sound)
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
