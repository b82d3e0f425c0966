import TestSupport
import Testing

@testable import Twilio

@Suite struct MediaStreamMessageTests {
    private func decode(_ text: String) throws(MediaStreamError) -> MediaStreamMessage {
        try decode(Array(text.utf8))
    }

    private func decode(_ bytes: [UInt8]) throws(MediaStreamError) -> MediaStreamMessage {
        try MediaStreamMessage(decoding: bytes.span)
    }

    private func error(of text: String) -> MediaStreamError? {
        error(of: Array(text.utf8))
    }

    private func error(of bytes: [UInt8]) -> MediaStreamError? {
        do {
            _ = try decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("every message of a call is understood, in order")
    func wholeCall() throws {
        let messages = try Trace().messages(from: "twilio")
        let kinds = try messages.map { message in
            switch try decode(message) {
            case .connected: "connected"
            case .start(let start): "start \(start.callSID == Trace.callSID) \(start.customParameters)"
            case .media(let media):
                "media \(media.isInbound) \(media.chunk) \(media.timestamp) \(media.payload.count) \(media.payloadIsEscaped)"
            case .dtmf(let digit): "dtmf \(digit)"
            case .mark(let name): "mark \(name)"
            case .stop: "stop"
            case .unrecognized(let event): "unrecognized \(event)"
            }
        }
        #expect(
            kinds == [
                "connected", #"start true ["attempt": "42"]"#, "media true 1 102 216 false",
                "media true 2 122 216 false",
                "media true 3 143 216 false", "mark turn1:end", "media true 152 3123 216 false", "dtmf 1",
                "media true 201 4103 216 false", "mark turn2:a", "mark turn2:end", "media true 226 4603 216 false",
                "stop",
            ])
    }

    @Test("the start tells everything of the stream")
    func start() throws {
        let message = try Trace().messages(from: "twilio")[1]
        #expect(
            try decode(message)
                == .start(
                    StreamStart(
                        accountSID: Trace.accountSID, streamSID: Trace.streamSID, callSID: Trace.callSID,
                        encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1, customParameters: ["attempt": "42"])))
    }

    @Test("a start without custom parameters, or with strange ones, is a start")
    func startWithoutParameters() throws {
        func start(_ parameters: String) -> String {
            """
            {"event":"start","start":{"accountSid":"AC1","streamSid":"MZ1","callSid":"CA1","mediaFormat":\
            {"encoding":"audio/x-mulaw","sampleRate":"8000","channels":1}\(parameters)},"streamSid":"MZ1"}
            """
        }
        let plain = StreamStart(accountSID: "AC1", streamSID: "MZ1", callSID: "CA1")
        #expect(try decode(start("")) == .start(plain))
        #expect(try decode(start(#","customParameters":{}"#)) == .start(plain))
        #expect(try decode(start(#","customParameters":null"#)) == .start(plain))
        var named = plain
        named.customParameters = ["k\"": "v\n", "e": ""]
        #expect(
            try decode(start(#","customParameters":{"k\"":"v\n","e":"","n":7,"o":{"x":"y"}}"#)) == .start(named))
    }

    @Test("sound is left where it stands")
    func payload() throws {
        let text = Array(
            #"{"event":"media","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"AbC/"}}"#.utf8)
        guard case .media(let media) = try decode(text) else {
            Issue.record("not taken for sound")
            return
        }
        #expect(String(decoding: text[media.payload], as: UTF8.self) == "AbC/")
    }

    @Test("keys may come in any order, and what is new is passed over")
    func anyOrder() throws {
        let text = #"""
             {"new":{"a":[1,{"b":null}]},"streamSid":"MZ1","media":{"payload":"Ab\/=","x":[],"timestamp":20,
             "chunk":2,"track":"outbound"}, "event" : "m\u0065dia","sequenceNumber":"9"}
            """#
        guard case .media(let media) = try decode(text) else {
            Issue.record("not taken for sound")
            return
        }
        #expect(!media.isInbound && media.chunk == 2 && media.timestamp == 20 && media.payloadIsEscaped)
        #expect(String(decoding: Array(text.utf8)[media.payload], as: UTF8.self) == #"Ab\/="#)
    }

    @Test("an event that is not known is named and no error")
    func unknownEvent() throws {
        #expect(try decode(#"{"event":"hold","hold":{"a":1}}"#) == .unrecognized(event: "hold"))
    }

    @Test(
        "what is missing is named",
        arguments: [
            (#"{}"#, MediaStreamError.invalidField("event")), (#"{"event":7}"#, .invalidField("event")),
            (#"{"event":"media"}"#, .invalidField("media.payload")),
            (#"{"event":"media","media":"x"}"#, .invalidField("media.payload")),
            (#"{"event":"media","media":{"payload":"","timestamp":"1"}}"#, .invalidField("media.chunk")),
            (#"{"event":"media","media":{"payload":"","chunk":"x","timestamp":"1"}}"#, .invalidField("media.chunk")),
            (#"{"event":"media","media":{"payload":"","chunk":"1"}}"#, .invalidField("media.timestamp")),
            (#"{"event":"mark","mark":{}}"#, .invalidField("mark.name")),
            (#"{"event":"mark"}"#, .invalidField("mark.name")),
            (#"{"event":"dtmf","dtmf":{"digit":1}}"#, .invalidField("dtmf.digit")),
            (#"{"event":"start"}"#, .invalidField("start")),
            (#"{"event":"start","start":{"streamSid":"MZ1"}}"#, .invalidField("start.callSid")),
            (
                #"{"event":"start","start":{"streamSid":"MZ1","callSid":"CA1","accountSid":"AC1"}}"#,
                .invalidField("start.mediaFormat")
            ),
            ("", .notJSON), ("[]", .notJSON), (#""event""#, .notJSON), (#"{"event":"stop"} x"#, .notJSON),
        ])
    func missing(_ text: String, _ expected: MediaStreamError) {
        #expect(error(of: text) == expected)
    }

    @Test("a message cut off anywhere is refused")
    func everyTruncation() throws {
        for message in try Trace().messages(from: "twilio") {
            let taken = (0..<message.count).filter { error(of: Array(message[..<$0])) != .notJSON }
            #expect(taken.isEmpty, "cut after these bytes: \(String(decoding: message, as: UTF8.self))")
        }
    }

    @Test("sound taken at a glance is what a walk finds, whatever was changed", arguments: 1...4 as ClosedRange<UInt64>)
    func glanceAgreesWithWalk(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        let media = try #require(try Trace().messages(from: "twilio").first { (try? decode($0))?.isMedia == true })
        let likely = Array(#"0123456789"\,:{} /w="#.utf8)
        var glances = 0
        var differing: [String] = []
        for round in 0..<2000 {
            var bytes = media
            for _ in 0..<min(round, 2) {
                let index = Int.random(in: 0..<bytes.count, using: &noise)
                bytes[index] = likely.randomElement(using: &noise) ?? 0
                if Bool.random(using: &noise) { bytes.remove(at: index) }
            }
            guard let glanced = MediaStreamMessage.Media(glancingAt: bytes.span) else { continue }
            glances += 1
            let walked = try? MediaStreamMessage.walk(bytes.span)
            if walked != .media(glanced) { differing.append(String(decoding: bytes, as: UTF8.self)) }
        }
        #expect(differing.isEmpty, "seed \(seed)")
        #expect(glances > 200, "too little was taken at a glance to compare")
    }

    @Test(
        "changed messages are read without a trap, and sound stays inside the text",
        arguments: 1...4 as ClosedRange<UInt64>)
    func mutations(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        let messages = try Trace().messages(from: "twilio")
        for _ in 0..<1500 {
            guard var bytes = messages.randomElement(using: &noise) else { return }
            for _ in 0..<Int.random(in: 1...4, using: &noise) {
                bytes[Int.random(in: 0..<bytes.count, using: &noise)] = .random(in: 0...255, using: &noise)
            }
            if case .media(let media) = try? decode(bytes) {
                #expect(bytes.indices.contains(media.payload), "seed \(seed)")
            }
        }
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}

extension MediaStreamMessage {
    fileprivate var isMedia: Bool {
        if case .media = self { true } else { false }
    }
}
