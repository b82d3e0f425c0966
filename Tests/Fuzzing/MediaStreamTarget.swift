import Twilio

extension FuzzTarget {
    /// What Twilio sends over a stream, and what its simulated counterpart reads of ours.
    static let mediaStream = FuzzTarget("media-stream", upTo: 1024) { bytes throws(FuzzFinding) in
        let message = message(bytes)
        // A space takes it off the way for the commonest shape: both ways must agree.
        if bytes.first == UInt8(ascii: "{") {
            let spaced = FuzzTarget.message([UInt8(ascii: "{"), UInt8(ascii: " ")] + bytes.dropFirst())
            try demandSame(message.map { $0.moved(by: 1) }, spaced, "white space changes nothing")
        }
        if case .success(let message) = message {
            try judge(message, of: bytes)
            if let again = written(message) {
                try demandSame(FuzzTarget.message(again), .success(message), "a message written again is the same")
            }
        }
        if case .media(let payload, _)? = try? MediaStreamCommand(decoding: bytes.span, streamSID: "MZ1") {
            try demand(payload.lowerBound >= 0 && payload.upperBound <= bytes.count, "a payload inside the message")
        }
    }

    private static func message(_ bytes: [UInt8]) -> Result<MediaStreamMessage, MediaStreamError> {
        do throws(MediaStreamError) {
            return .success(try MediaStreamMessage(decoding: bytes.span))
        } catch {
            return .failure(error)
        }
    }

    private static func judge(_ message: MediaStreamMessage, of bytes: [UInt8]) throws(FuzzFinding) {
        guard case .media(let media) = message else { return }
        let isInside = media.payload.lowerBound > 0 && media.payload.upperBound < bytes.count
        try demand(isInside, "a payload inside the message")
        let payload = bytes[media.payload]
        try demand(media.payloadIsEscaped == payload.contains(UInt8(ascii: "\\")), "escapes are noticed")
        try demand(media.payloadIsEscaped || !payload.contains(UInt8(ascii: "\"")), "a payload ends at its quote")
    }

    /// The message as the simulator writes it, where it has a writer for it.
    private static func written(_ message: MediaStreamMessage) -> [UInt8]? {
        var writer = TwilioStreamWriter(start: StreamStart(accountSID: "AC1", streamSID: "MZ1", callSID: "CA1"))
        var output: [UInt8] = []
        switch message {
        case .connected: writer.appendConnected(into: &output)
        case .start(let start):
            writer = TwilioStreamWriter(start: start)
            writer.appendStart(into: &output)
        case .dtmf(let digit): writer.appendDTMF(digit: digit, into: &output)
        case .mark(let name): writer.appendMark(name: name, into: &output)
        case .stop: writer.appendStop(into: &output)
        case .media, .unrecognized: return nil
        }
        return output
    }
}

extension MediaStreamMessage {
    /// The same, standing so many bytes further on.
    fileprivate func moved(by byteCount: Int) -> MediaStreamMessage {
        guard case .media(var media) = self else { return self }
        media.payload = media.payload.lowerBound + byteCount..<media.payload.upperBound + byteCount
        return .media(media)
    }
}
