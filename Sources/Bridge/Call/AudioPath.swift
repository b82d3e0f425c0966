import Audio

/// Both directions of a call's sound, made once the agent has named its formats. What comes and goes is Base64 text, as it
/// stands in the messages; where the agent speaks `ulaw_8000`, as Twilio does, it passes through undecoded.
struct AudioPath: ~Copyable {
    /// Text that is converted at once, and so the most that is sent in one message: what comes in larger messages is cut,
    /// which bounds the memory a call keeps. A multiple of four, so that each piece is whole Base64.
    static let pieceLength = 32 * 1024

    /// From the caller to the agent.
    var toAgent: AudioDirection
    /// From the agent to the caller.
    var toCaller: AudioDirection

    init(agentHears: AudioFormat, agentSpeaks: AudioFormat) {
        toAgent = AudioDirection(from: .muLaw8000, to: agentHears)
        toCaller = AudioDirection(from: agentSpeaks, to: .muLaw8000)
    }
}
