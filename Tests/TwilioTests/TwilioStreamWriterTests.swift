import Testing
import Twilio

@Suite struct TwilioStreamWriterTests {
    private let start = StreamStart(
        accountSID: Trace.accountSID, streamSID: Trace.streamSID, callSID: Trace.callSID,
        customParameters: ["attempt": "42"])

    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = []
        write(&output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("what Twilio sent in a call is written again to the byte, counters and all")
    func likeTheTrace() throws {
        var writer = TwilioStreamWriter(start: start)
        let quiet = Array("/w==".utf8)
        for message in try Trace().messages(from: "twilio") {
            let text = String(decoding: message, as: UTF8.self)
            switch try MediaStreamMessage(decoding: message.span) {
            case .connected: #expect(written { writer.appendConnected(into: &$0) } == text)
            case .start: #expect(written { writer.appendStart(into: &$0) } == text)
            case .media(let media):
                // The trace leaves messages out.
                while writer.chunk < media.chunk - 1 {
                    _ = written { writer.appendMedia(payload: quiet.span, timestamp: 0, into: &$0) }
                }
                let payload = Array(message[media.payload])
                #expect(
                    written { writer.appendMedia(payload: payload.span, timestamp: media.timestamp, into: &$0) } == text
                )
            case .mark(let name):
                skip(&writer, to: text)
                #expect(written { writer.appendMark(name: name, into: &$0) } == text)
            case .dtmf(let digit):
                skip(&writer, to: text)
                #expect(written { writer.appendDTMF(digit: digit, into: &$0) } == text)
            case .stop:
                skip(&writer, to: text)
                #expect(written { writer.appendStop(into: &$0) } == text)
            case .unrecognized(let event): Issue.record("\(event)")
            }
        }
        #expect(writer.sequenceNumber == 596)
    }

    /// Writes sound until the message of this number is next.
    private func skip(_ writer: inout TwilioStreamWriter, to text: String) {
        let quiet = Array("/w==".utf8)
        let number = text.split(separator: #""sequenceNumber":""#).last.flatMap { Int($0.prefix { $0 != "\"" }) } ?? 0
        while writer.sequenceNumber < number - 1 {
            _ = written { writer.appendMedia(payload: quiet.span, timestamp: 0, into: &$0) }
        }
    }

    @Test("custom parameters are sorted and escaped, or left out altogether")
    func customParameters() throws {
        var rich = start
        rich.customParameters = ["b": "\"2\"", "a": "1"]
        var writer = TwilioStreamWriter(start: rich)
        #expect(written { writer.appendStart(into: &$0) }.contains(#""customParameters":{"a":"1","b":"\"2\""}}"#))
        var old = TwilioStreamWriter(start: rich, omitsCustomParameters: true)
        let text = written { old.appendStart(into: &$0) }
        #expect(!text.contains("customParameters"))
        let bytes = Array(text.utf8)
        rich.customParameters = [:]
        let message = try MediaStreamMessage(decoding: bytes.span)
        #expect(message == .start(rich))
    }
}
