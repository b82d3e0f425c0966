/// Writes the messages that Twilio itself sends over a Media Stream, counters and key order as captured: for a simulator.
///
/// `sequenceNumber` counts every message but `connected`, `chunk` only media; both are JSON strings.
public struct TwilioStreamWriter: Sendable {
    /// The stream that is told of.
    public let start: StreamStart
    /// The number of the last message written, 0 before `start`.
    public private(set) var sequenceNumber = 0
    /// The number of the last media message written, 0 before the first.
    public private(set) var chunk = 0

    /// For this stream; `omitsCustomParameters` leaves the key out as one old capture does.
    public init(start: StreamStart, omitsCustomParameters: Bool = false) {
        self.start = start
    }

    /// Appends `connected`.
    public mutating func appendConnected(into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `start`.
    public mutating func appendStart(into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `media` of the inbound track; `payload` is Base64 text, `timestamp` milliseconds since the stream started.
    public mutating func appendMedia(payload: Span<UInt8>, timestamp: Int, into output: inout [UInt8]) {
        fatalError("stub")
    }

    /// Appends `dtmf`; `digit` is one of `0` to `9`, `*` and `#`.
    public mutating func appendDTMF(digit: String, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends the echo of a `mark`.
    public mutating func appendMark(name: String, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends `stop`.
    public mutating func appendStop(into output: inout [UInt8]) { fatalError("stub") }
}
