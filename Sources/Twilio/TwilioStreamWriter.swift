import JSONWire

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

    private let omitsCustomParameters: Bool

    /// For this stream; `omitsCustomParameters` leaves the key out as one old capture does.
    public init(start: StreamStart, omitsCustomParameters: Bool = false) {
        self.start = start
        self.omitsCustomParameters = omitsCustomParameters
    }

    /// Appends `connected`.
    public mutating func appendConnected(into output: inout [UInt8]) {
        JSONText.append(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#, into: &output)
    }

    /// Appends `start`.
    public mutating func appendStart(into output: inout [UInt8]) {
        appendHead("start", into: &output)
        JSONText.append(#","start":{"accountSid":"#, into: &output)
        JSONText.appendString(start.accountSID, into: &output)
        appendStreamSID(into: &output)
        JSONText.append(#","callSid":"#, into: &output)
        JSONText.appendString(start.callSID, into: &output)
        JSONText.append(#","tracks":["inbound"],"mediaFormat":{"encoding":"#, into: &output)
        JSONText.appendString(start.encoding, into: &output)
        JSONText.append(#","sampleRate":"#, into: &output)
        JSONText.appendInteger(start.sampleRate, into: &output)
        JSONText.append(#","channels":"#, into: &output)
        JSONText.appendInteger(start.channels, into: &output)
        JSONText.append("}", into: &output)
        if !omitsCustomParameters { appendCustomParameters(into: &output) }
        JSONText.append("}", into: &output)
        appendStreamSID(into: &output)
        JSONText.append("}", into: &output)
    }

    /// Appends `media` of the inbound track; `payload` is Base64 text, `timestamp` milliseconds since the stream started.
    public mutating func appendMedia(payload: Span<UInt8>, timestamp: Int, into output: inout [UInt8]) {
        chunk += 1
        appendHead("media", into: &output)
        JSONText.append(#","media":{"track":"inbound","chunk":""#, into: &output)
        JSONText.appendInteger(chunk, into: &output)
        JSONText.append(#"","timestamp":""#, into: &output)
        JSONText.appendInteger(timestamp, into: &output)
        JSONText.append(#"","payload":""#, into: &output)
        JSONText.append(payload, into: &output)
        JSONText.append(#""}"#, into: &output)
        appendStreamSID(into: &output)
        JSONText.append("}", into: &output)
    }

    /// Appends `dtmf`; `digit` is one of `0` to `9`, `*` and `#`.
    public mutating func appendDTMF(digit: String, into output: inout [UInt8]) {
        sequenceNumber += 1
        JSONText.append(#"{"event":"dtmf""#, into: &output)
        appendStreamSID(into: &output)
        appendSequenceNumber(into: &output)
        // Here, and here only, the track is called `inbound_track`.
        JSONText.append(#","dtmf":{"track":"inbound_track","digit":"#, into: &output)
        JSONText.appendString(digit, into: &output)
        JSONText.append("}}", into: &output)
    }

    /// Appends the echo of a `mark`.
    public mutating func appendMark(name: String, into output: inout [UInt8]) {
        appendHead("mark", into: &output)
        appendStreamSID(into: &output)
        JSONText.append(#","mark":{"name":"#, into: &output)
        JSONText.appendString(name, into: &output)
        JSONText.append("}}", into: &output)
    }

    /// Appends `stop`.
    public mutating func appendStop(into output: inout [UInt8]) {
        appendHead("stop", into: &output)
        appendStreamSID(into: &output)
        JSONText.append(#","stop":{"accountSid":"#, into: &output)
        JSONText.appendString(start.accountSID, into: &output)
        JSONText.append(#","callSid":"#, into: &output)
        JSONText.appendString(start.callSID, into: &output)
        JSONText.append("}}", into: &output)
    }
}

extension TwilioStreamWriter {
    private mutating func appendHead(_ event: StaticString, into output: inout [UInt8]) {
        sequenceNumber += 1
        JSONText.append(#"{"event":""#, into: &output)
        JSONText.append(event, into: &output)
        JSONText.append(#"""#, into: &output)
        appendSequenceNumber(into: &output)
    }

    private func appendSequenceNumber(into output: inout [UInt8]) {
        JSONText.append(#","sequenceNumber":""#, into: &output)
        JSONText.appendInteger(sequenceNumber, into: &output)
        JSONText.append(#"""#, into: &output)
    }

    private func appendStreamSID(into output: inout [UInt8]) {
        JSONText.append(#","streamSid":"#, into: &output)
        JSONText.appendString(start.streamSID, into: &output)
    }

    private func appendCustomParameters(into output: inout [UInt8]) {
        JSONText.append(#","customParameters":"#, into: &output)
        JSONText.appendObject(of: start.customParameters, into: &output)
    }
}
