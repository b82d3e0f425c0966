import Calls
import HTTP
import Testing

@testable import API

@Suite("Transcripts by the API")
struct TranscriptEndpointTests {
    private func call(_ harness: Harness) async throws -> RecordID {
        let id = try await harness.addCall(sid: "CA1")
        try await harness.record(
            [
                (400, .agentResponse(text: "Hello, I'm Ada. <b>How</b> are you & yours?", responseID: nil, eventID: 1)),
                (2_345, .userTranscript(text: "Line one\nline --> two", eventID: 2)),
                (
                    2_350,
                    .agentCorrection(
                        original: "Hello, I'm Ada. <b>How</b> are you & yours?", corrected: "Hello, I'm",
                        responseID: nil)
                ),
                (3_725_000, .userTranscript(text: "Bye.", eventID: 3)),
            ], of: id)
        return id
    }

    @Test("as JSON")
    func json() async throws {
        let harness = try await Harness()
        let id = try await call(harness)
        let expected = """
            {"success":true,"callLogId":"\(id)","callId":"CA1","transcript":[
             {"role":"agent","message":"Hello, I'm","original":"Hello, I'm Ada. <b>How</b> are you & yours?",
              "corrected":"Hello, I'm","interrupted":true,"timeInCall":0.4},
             {"role":"user","message":"Line one\\nline --> two","timeInCall":2.345},
             {"role":"user","message":"Bye.","timeInCall":3725}]}
            """
        for path in ["\(id)/transcript", "CA1/transcript?format=json"] {
            #expect(try await canonical(harness.send(.get, "/api/calls/\(path)").body) == canonical(expected))
        }
    }

    @Test("as text")
    func text() async throws {
        let harness = try await Harness()
        let id = try await call(harness)
        let answer = try await harness.send(.get, "/api/calls/\(id)/transcript?format=text")
        #expect(answer.headers["Content-Type"] == "text/plain; charset=utf-8")
        #expect(
            answer.text == """
                00:00 agent: Hello, I'm [interrupted]
                00:02 user: Line one line --> two
                62:05 user: Bye.

                """)
    }

    @Test("as subtitles: a cue each, escaped, in order, none before its line or after the next")
    func webVTT() async throws {
        let harness = try await Harness()
        let id = try await call(harness)
        let answer = try await harness.send(.get, "/api/calls/\(id)/transcript?format=vtt")
        #expect(answer.headers["Content-Type"] == "text/vtt; charset=utf-8")
        #expect(
            answer.text == """
                WEBVTT

                1
                00:00:00.400 --> 00:00:01.400
                <v agent>Hello, I'm

                2
                00:00:02.345 --> 00:00:04.445
                <v user>Line one line --&gt; two

                3
                01:02:05.000 --> 01:02:06.000
                <v user>Bye.

                """)
    }

    @Test("a cue ends where the next begins, or with the call, but is there for half a second")
    func cueEnds() {
        let long = String(repeating: "word ", count: 40)
        let lines = [
            TranscriptView.Line(role: "agent", message: long, timeInCall: 1),
            .init(role: "user", message: long, timeInCall: 3), .init(role: "user", message: "a < b", timeInCall: 3.1),
            .init(role: "agent", message: long, timeInCall: 9.9),
        ]
        let text = TranscriptText.webVTT(lines, duration: 10)
        let times = text.split(separator: "\n").filter { $0.contains(" --> ") }
        #expect(
            times == [
                "00:00:01.000 --> 00:00:03.000", "00:00:03.000 --> 00:00:03.500", "00:00:03.100 --> 00:00:04.100",
                "00:00:09.900 --> 00:00:10.400",
            ])
        #expect(text.contains("<v user>a &lt; b"))
    }

    @Test("a call in which nothing was said has an empty transcript of each kind")
    func empty() async throws {
        let harness = try await Harness()
        let id = try await harness.addCall()
        let path = "/api/calls/\(id)/transcript"
        #expect(try await harness.send(.get, path).text.contains(#""transcript":[]"#))
        #expect(try await harness.send(.get, path + "?format=text").text.isEmpty)
        #expect(try await harness.send(.get, path + "?format=vtt").text == "WEBVTT\n")
        #expect(try await harness.send(.get, path + "?format=pdf").status == .unprocessableContent)
    }
}
