import Testing
import Twilio

@Suite struct MediaStreamEncoderTests {
    private let encoder = MediaStreamEncoder(streamSID: Trace.streamSID)

    @Test("the three messages have exactly the fields that Twilio takes")
    func messages() throws {
        var output: [UInt8] = []
        let payload = Array("//8=".utf8)
        encoder.appendMedia(payload: payload.span, into: &output)
        #expect(
            String(decoding: output, as: UTF8.self)
                == #"{"event":"media","streamSid":"\#(Trace.streamSID)","media":{"payload":"//8="}}"#)
        output.removeAll(keepingCapacity: true)
        encoder.appendMark(name: "turn \"1\"", into: &output)
        #expect(
            String(decoding: output, as: UTF8.self)
                == #"{"event":"mark","streamSid":"\#(Trace.streamSID)","mark":{"name":"turn \"1\""}}"#)
        output.removeAll(keepingCapacity: true)
        encoder.appendClear(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == #"{"event":"clear","streamSid":"\#(Trace.streamSID)"}"#)
    }

    @Test("what a server sent in a call is written again to the byte")
    func likeTheTrace() throws {
        for message in try Trace().messages(from: "app") {
            var output: [UInt8] = []
            switch try MediaStreamCommand(decoding: message.span, streamSID: Trace.streamSID) {
            case .media(let payload, _):
                let sound = Array(message[payload])
                encoder.appendMedia(payload: sound.span, into: &output)
            case .mark(let name): encoder.appendMark(name: name, into: &output)
            case .clear: encoder.appendClear(into: &output)
            }
            #expect(output == message)
        }
    }
}
