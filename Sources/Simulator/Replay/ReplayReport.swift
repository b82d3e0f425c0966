/// What came back when a recording was played into a bridge.
public struct ReplayReport: Hashable, Sendable {
    /// The stream's figures; ``StreamReport/framesSent`` counts silence too.
    public var stream: StreamReport
    /// Frames of the recording among those sent.
    public var framesOfSpeech: Int
    /// What the caller heard from the start of the stream to its end, silence included: mu-law, 8000 bytes a second.
    public var heard: [UInt8]
}
