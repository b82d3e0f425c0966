import Testing

@testable import Simulator

@Suite("What Twilio takes from a server over a Media Stream")
struct StreamReceiverTests {
    private let sid = "MZ00001111222233334444555566667777"

    private func receive(_ receiver: inout StreamReceiver, _ text: String) -> [String] {
        receiver.receive(text: Array(text.utf8).span)
    }

    private func media(_ payload: String) -> String {
        #"{"event":"media","streamSid":"\#(sid)","media":{"payload":"\#(payload)"}}"#
    }

    private func mark(_ name: String) -> String {
        #"{"event":"mark","streamSid":"\#(sid)","mark":{"name":"\#(name)"}}"#
    }

    @Test("media is played, marks are echoed, clear empties the buffer")
    func threeMessages() {
        var receiver = StreamReceiver(streamSID: sid, recordsAudio: true)
        #expect(receive(&receiver, mark("early")) == ["early"])
        #expect(receive(&receiver, media("AAECAw==")) == [])
        #expect(receive(&receiver, mark("late")) == [])
        #expect(receive(&receiver, #"{"event":"clear","streamSid":"\#(sid)"}"#) == ["late"])
        #expect(receiver.playback.bytesCleared == 4)
        #expect(receiver.mediaCount == 1)
        #expect(receiver.markCount == 2)
        #expect(receiver.clearCount == 1)
        #expect(receiver.warnings == [])
    }

    @Test("escaped slashes in a payload are sound too")
    func escapedPayload() {
        var receiver = StreamReceiver(streamSID: sid, recordsAudio: true)
        #expect(receive(&receiver, media(#"\/\/\/\/"#)) == [])
        #expect(receiver.playback.truth.received == [0xFF, 0xFF, 0xFF])
        #expect(receiver.warnings == [])
    }

    @Test(
        "whatever is not one of the three is dropped with a warning, once",
        arguments: [
            "not json", #"{"event":"hello","streamSid":"MZ00001111222233334444555566667777"}"#,
            #"{"event":"clear","stream_sid":"MZ00001111222233334444555566667777"}"#,
            #"{"event":"clear","streamSid":"MZffffffffffffffffffffffffffffffff"}"#,
            #"{"event":"media","streamSid":"MZ00001111222233334444555566667777","media":{"payload":"?"}}"#,
        ])
    func invalid(text: String) {
        var receiver = StreamReceiver(streamSID: sid, recordsAudio: true)
        #expect(receive(&receiver, text) == [])
        #expect(receive(&receiver, text) == [])
        #expect(receiver.warnings == [.invalidMessage])
        #expect(receiver.firstRefusal != nil)
        #expect(receiver.messageCount == 2)
        #expect(receive(&receiver, media("AAECAw==")) == [])
        #expect(receiver.playback.bytesReceived == 4)
    }

    @Test("binary messages are ignored with a warning, once")
    func binary() {
        var receiver = StreamReceiver(streamSID: sid, recordsAudio: true)
        receiver.receiveBinary()
        receiver.receiveBinary()
        #expect(receiver.warnings == [.malformedMessage])
    }
}
