import TestSupport
import Testing
import Twilio

@Suite struct MediaStreamCommandTests {
    private func decode(_ text: String) throws(MediaStreamCommandError) -> MediaStreamCommand {
        try decode(Array(text.utf8))
    }

    private func decode(_ bytes: [UInt8]) throws(MediaStreamCommandError) -> MediaStreamCommand {
        try MediaStreamCommand(decoding: bytes.span, streamSID: "MZ1")
    }

    private func error(of text: String) -> MediaStreamCommandError? {
        error(of: Array(text.utf8))
    }

    private func error(of bytes: [UInt8]) -> MediaStreamCommandError? {
        do {
            _ = try decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("the three commands are taken, whatever the order of their keys")
    func commands() throws {
        #expect(try decode(#"{"event":"clear","streamSid":"MZ1"}"#) == .clear)
        #expect(try decode(#"{"mark":{"name":"a\n"},"streamSid":"MZ1","event":"mark"}"#) == .mark(name: "a\n"))
        #expect(try decode(#"{"mark":{"name":""},"streamSid":"MZ1","event":"mark"}"#) == .mark(name: ""))
        let media = #"{"event":"media","streamSid":"MZ1","media":{"payload":"\/8="}}"#
        guard case .media(let payload, true) = try decode(media) else {
            Issue.record("not taken for escaped sound")
            return
        }
        #expect(String(decoding: Array(media.utf8)[payload], as: UTF8.self) == #"\/8="#)
    }

    @Test(
        "anything else is what Twilio warns of as 31951",
        arguments: [
            ("", MediaStreamCommandError.notJSON), ("x", .notJSON), ("[]", .notJSON),
            (#"{"event":"clear","streamSid":"MZ1""#, .notJSON), (#"{}"#, .invalidField("event")),
            (#"{"event":1,"streamSid":"MZ1"}"#, .invalidField("event")),
            (#"{"event":"clear"}"#, .invalidField("streamSid")),
            (#"{"event":"clear","stream_sid":"MZ1"}"#, .extraField("stream_sid")),
            (#"{"event":"clear","streamSid":"MZ2"}"#, .wrongStreamSID("MZ2")),
            (#"{"event":"clear","streamSid":"MZ1","sequenceNumber":"1"}"#, .extraField("sequenceNumber")),
            (#"{"event":"clear","streamSid":"MZ1","mark":{"name":"a"}}"#, .extraField("mark")),
            (#"{"event":"clear","streamSid":"MZ1","media":null}"#, .extraField("media")),
            (#"{"event":"mark","streamSid":"MZ1"}"#, .invalidField("mark.name")),
            (#"{"event":"mark","streamSid":"MZ1","mark":{"name":1}}"#, .invalidField("mark.name")),
            (#"{"event":"mark","streamSid":"MZ1","mark":{"name":"a","x":1}}"#, .extraField("mark.x")),
            (#"{"event":"media","streamSid":"MZ1","media":{}}"#, .invalidField("media.payload")),
            (#"{"event":"media","streamSid":"MZ1","media":"x"}"#, .invalidField("media.payload")),
            (
                #"{"event":"media","streamSid":"MZ1","media":{"payload":"","track":"outbound"}}"#,
                .extraField("media.track")
            ),
            (#"{"event":"start","streamSid":"MZ1"}"#, .unknownEvent("start")),
        ])
    func refuses(_ text: String, _ expected: MediaStreamCommandError) {
        #expect(error(of: text) == expected)
    }

    @Test("changed and cut messages are read without a trap", arguments: 1...2 as ClosedRange<UInt64>)
    func noise(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        for message in try Trace().messages(from: "app") {
            let taken = (0..<message.count).filter { error(of: Array(message[..<$0])) != .notJSON }
            #expect(taken.isEmpty, "cut after these bytes: \(String(decoding: message, as: UTF8.self))")
            for _ in 0..<500 {
                var bytes = message
                bytes[Int.random(in: 0..<bytes.count, using: &noise)] = .random(in: 0...255, using: &noise)
                _ = try? decode(bytes)
            }
        }
    }
}
