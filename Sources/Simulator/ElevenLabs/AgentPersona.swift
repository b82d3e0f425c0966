public import Audio

/// One simulated agent: what it says, how it behaves, and the formats it speaks and hears.
public struct AgentPersona: Hashable, Sendable {
    /// What it says and does.
    public var script: AgentScript
    /// How it behaves, faults included.
    public var behavior: AgentBehavior
    /// How its sound is written; any of ``AudioFormat/all``.
    public var outputFormat: AudioFormat
    /// How it wants the caller's sound written; any of ``AudioFormat/all``.
    public var inputFormat: AudioFormat

    /// How it is set up at its vendor.
    public var profile = AgentProfile()

    /// Makes a persona; `pcm_16000` both ways is the vendor's default.
    public init(
        _ script: AgentScript, behavior: AgentBehavior = AgentBehavior(), outputFormat: AudioFormat = .pcm16000,
        inputFormat: AudioFormat = .pcm16000
    ) {
        self.script = script
        self.behavior = behavior
        self.outputFormat = outputFormat
        self.inputFormat = inputFormat
    }
}
