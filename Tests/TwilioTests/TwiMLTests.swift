import TestSupport
import Testing
import Twilio

@Suite struct TwiMLTests {
    private func parse(_ text: String) throws(TwiMLError) -> TwiML {
        let bytes = Array(text.utf8)
        return try TwiML(parsing: bytes.span)
    }

    private func error(of text: String) -> TwiMLError? {
        do {
            _ = try parse(text)
            return nil
        } catch {
            return error
        }
    }

    private func connect(_ parameters: [TwiML.Parameter]) -> TwiML {
        TwiML([
            .connect(
                TwiML.Stream(
                    url: "wss://bridge.example.com/twilio/media",
                    statusCallback: "https://bridge.example.com/twilio/stream-status", parameters: parameters)),
            .hangup,
        ])
    }

    @Test("the document of a bridge is written as Twilio's documents are")
    func bridgeDocument() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="wss://bridge.example.com/twilio/media" \
            statusCallback="https://bridge.example.com/twilio/stream-status"><Parameter name="attempt" value="42"/></Stream>\
            </Connect><Hangup/></Response>
            """
        #expect(connect([try .init(name: "attempt", value: "42")]).text == text)
        let answer = try Trace().lines.first { $0.via == "webhook-response" && $0.string("body") != nil }
        #expect(answer?.string("body") == text)
    }

    @Test("every verb is read as it was written")
    func roundTrip() throws {
        let hard = "<a & \"b\"> 'c' é😀\t\n\rz"
        let document = TwiML([
            .reject(.busy), .say(hard, voice: "Polly.Amy", language: "en-GB"), .say("x"),
            .play(url: "https://e.com/a?b=1&c=2"),
            .playDigits("1w2#"), .pause(seconds: 3), .redirect(url: "https://e.com/next", method: "GET"),
            .redirect(url: "/next"), .reject(.rejected),
            .connect(
                TwiML.Stream(
                    url: "wss://e.com/m", name: hard, track: "inbound_track", statusCallback: "https://e.com/s?a=1&b=2",
                    statusCallbackMethod: "GET",
                    parameters: [try .init(name: "k", value: hard), try .init(name: "empty", value: "")])), .hangup,
        ])
        #expect(try parse(document.text) == document)
        #expect(try parse(TwiML([]).text) == TwiML([]))
    }

    @Test("characters that XML forbids are left out")
    func forbiddenCharacters() throws {
        let document = TwiML([.say("a\0b\u{8}c\u{1B}d\u{FFFE}e\u{7F}")])
        #expect(try parse(document.text) == TwiML([.say("abcde\u{7F}")]))
    }

    @Test("name and value of a parameter have fewer than 500 characters together")
    func parameterLength() throws {
        let name = "name"
        #expect(throws: Never.self) { try TwiML.Parameter(name: name, value: String(repeating: "v", count: 495)) }
        #expect(throws: TwiMLError.parameterTooLong(name: name, length: 500)) {
            try TwiML.Parameter(name: name, value: String(repeating: "v", count: 496))
        }
        #expect(throws: TwiMLError.parameterTooLong(name: name, length: 500)) {
            try TwiML.Parameter(name: name, value: String(repeating: "😀", count: 248))
        }
    }

    @Test("white space, comments, CDATA, either quote and character references are read")
    func readsXML() throws {
        let text = """
            <?xml version='1.0'?>
            <!-- before -->
            <Response >
              <Say voice = 'a"b'>1 &#60;&#x3c; <![CDATA[<b>&]]><!-- inside -->.</Say>
              <Pause/><Pause length="0"></Pause >
            </Response>
            <!-- after -->

            """
        #expect(
            try parse(text) == TwiML([.say("1 << <b>&.", voice: "a\"b"), .pause(seconds: 1), .pause(seconds: 0)]))
    }

    @Test(
        "what Twilio would not run is refused with its code",
        arguments: [
            ("", 12100), (" ", 12100), ("hello", 12100), ("<Response>", 12100), ("<Response></response>", 12100),
            ("<Response/><Response/>", 12100), ("<Response/>x", 12100), ("\u{FEFF}<Response/>", 12100),
            ("<Response><Hangup></Response>", 12100), ("<Response a='1' a='2'/>", 12100), ("<Response a=1/>", 12100),
            ("<Response a='1'b='2'/>", 12100), ("<Response a='<'/>", 12100), ("<Response a='", 12100),
            ("<Response>&amp</Response>", 12100), ("<Response>&nbsp;</Response>", 12100),
            ("<Response>&#0;</Response>", 12100),
            ("<Response>&#xD800;</Response>", 12100), ("<Response>&#-1;</Response>", 12100),
            ("<Response>&#+60;</Response>", 12100), ("<Response>\u{1}</Response>", 12100),
            ("<!DOCTYPE Response [<!ENTITY a 'b'>]><Response/>", 12100), ("<Response><!-- </Response>", 12100),
            ("<response/>", 12102), ("<Answer/>", 12102), ("<Response><Dance/></Response>", 12200),
            ("<Response>hello</Response>", 12200), ("<Response><Say/></Response>", 12200),
            ("<Response><Say pitch='1'>x</Say></Response>", 12200), ("<Response><Hangup>x</Hangup></Response>", 12200),
            ("<Response><Pause length='-1'/></Response>", 12200), ("<Response><Pause length='x'/></Response>", 12200),
            ("<Response><Reject reason='rude'/></Response>", 12200), ("<Response><Connect/></Response>", 12200),
            ("<Response><Connect><Say>x</Say></Connect></Response>", 12200),
            ("<Response><Connect><Stream/></Connect></Response>", 12200),
            ("<Response><Connect><Stream url='wss://e'/><Stream url='wss://e'/></Connect></Response>", 12200),
            ("<Response><Connect><Stream url='wss://e'><Parameter name='a'/></Stream></Connect></Response>", 12200),
            ("<Response><Connect><Stream url='wss://e' statusCallbackMethod='PUT'/></Connect></Response>", 12200),
            ("<Response><Redirect></Redirect></Response>", 12200),
        ])
    func refuses(_ text: String, _ code: Int) {
        #expect(error(of: text)?.code == code)
    }

    @Test("a parameter that is too long is refused by the reader too")
    func refusesLongParameter() {
        let value = String(repeating: "v", count: 500)
        let text =
            "<Response><Connect><Stream url='wss://e'><Parameter name='a' value='\(value)'/></Stream></Connect></Response>"
        #expect(error(of: text) == .parameterTooLong(name: "a", length: 501))
    }

    @Test("a document has at most 64 KiB, and bounded depth")
    func limits() {
        let long = "<Response><Say>\(String(repeating: "x", count: TwiML.byteLimit))</Say></Response>"
        #expect(error(of: long) == .tooLong(long.utf8.count))
        #expect(error(of: long)?.code == 11750)
        #expect(error(of: String(repeating: "<Response>", count: 5000))?.code == 12100)
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        let bytes: [UInt8] = Array("<Response><Say>".utf8) + [0xFF] + Array("</Say></Response>".utf8)
        #expect(throws: TwiMLError.malformed(at: 0)) { try TwiML(parsing: bytes.span) }
    }

    @Test("cut and changed documents are read without a trap", arguments: 1...2 as ClosedRange<UInt64>)
    func noise(_ seed: UInt64) throws {
        var noise = SeededGenerator(seed: seed)
        let text = connect([try .init(name: "a", value: "x&y")]).text
        let bytes = Array(text.utf8)
        let taken = (0..<bytes.count).filter { error(of: String(decoding: bytes[..<$0], as: UTF8.self))?.code != 12100 }
        #expect(taken.isEmpty, "cut after these bytes")
        for _ in 0..<1000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &noise) {
                changed[Int.random(in: 0..<changed.count, using: &noise)] =
                    "<>/&;\"'= aR!-[".utf8.randomElement(using: &noise) ?? 0
            }
            _ = try? TwiML(parsing: changed.span)
        }
    }
}
