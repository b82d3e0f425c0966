import Calls
import FoundationEssentials
import Testing

@testable import API

@Suite("Transcripts and tools")
struct TranscriptViewTests {
    private func events(_ kinds: [CallEvent.Kind]) throws -> [CallEvent] {
        let call = try #require(RecordID("65f5a1b2c3d4e5f6a7b8c9d0"))
        return kinds.enumerated().map { index, kind in
            CallEvent(callID: call, date: TestClock.start, offset: .seconds(index), kind: kind)
        }
    }

    private func messages(_ kinds: [CallEvent.Kind]) throws -> [String] {
        TranscriptView(try events(kinds)).lines.map { line in
            line.message + (line.interrupted == true ? " | \(line.original ?? "")" : "")
        }
    }

    @Test("a correction goes to the response it names")
    func byResponse() throws {
        #expect(
            try messages([
                .agentResponse(text: "One two.", responseID: "r1", eventID: 1),
                .agentResponse(text: "One two.", responseID: "r2", eventID: 2),
                .agentCorrection(original: "One two.", corrected: "One", responseID: "r1"),
            ]) == ["One | One two.", "One two."])
    }

    @Test("a correction without a response goes to the latest that says its original")
    func byOriginal() throws {
        #expect(
            try messages([
                .agentResponse(text: "One two.", responseID: nil, eventID: 1),
                .userTranscript(text: "Stop!", eventID: 2),
                .agentResponse(text: "Three.", responseID: nil, eventID: 3),
                .agentCorrection(original: "One two.", corrected: "", responseID: nil),
            ]) == [" | One two.", "Stop!", "Three."])
    }

    @Test("a correction that fits none goes to the latest, and one before any response goes nowhere")
    func fallback() throws {
        #expect(
            try messages([
                .agentCorrection(original: "Zero.", corrected: "Ze", responseID: nil),
                .userTranscript(text: "Hello?", eventID: 0),
                .agentResponse(text: "One.", responseID: "r1", eventID: 1),
                .agentCorrection(original: "Other.", corrected: "On", responseID: "r9"),
            ]) == ["Hello?", "On | One."])
    }

    @Test("a line that is corrected twice keeps what was meant at first")
    func twice() throws {
        #expect(
            try messages([
                .agentResponse(text: "One two three.", responseID: "r1", eventID: 1),
                .agentCorrection(original: "One two three.", corrected: "One two", responseID: "r1"),
                .agentCorrection(original: "One two", corrected: "One", responseID: "r1"),
            ]) == ["One | One two three."])
    }

    private func heard(
        _ text: String, _ heard: String, isCut: Bool = true, responseID: String? = "r1"
    ) -> CallEvent.Kind {
        .agentHeard(
            HeardResponse(
                text: text, heard: heard, isCut: isCut, basis: .alignment, responseID: responseID, eventID: 1,
                received: 8000, played: 4000))
    }

    @Test("what was heard goes before the agent's own judgement, whichever comes first; both are told")
    func heardAndCorrected() throws {
        let said = CallEvent.Kind.agentResponse(text: "One two three.", responseID: "r1", eventID: 1)
        let correction = CallEvent.Kind.agentCorrection(
            original: "One two three.", corrected: "One two", responseID: "r1")
        for kinds in [
            [said, heard("One two three.", "One"), correction], [said, correction, heard("One two three.", "One")],
        ] {
            let lines = TranscriptView(try events(kinds)).lines
            #expect(lines.map(\.message) == ["One"])
            #expect(lines.map(\.original) == ["One two three."])
            #expect(lines.map(\.corrected) == ["One two"])
            #expect(lines.map(\.interrupted) == [true])
        }
    }

    @Test("a response that was heard to its end stands whole, also where the agent judges otherwise later")
    func heardWhole() throws {
        let lines = TranscriptView(
            try events([
                .agentResponse(text: "One two.", responseID: "r1", eventID: 1),
                heard("One two.", "One two.", isCut: false),
                .agentCorrection(original: "One two.", corrected: "One", responseID: "r1"),
            ])
        ).lines
        #expect(lines.map(\.message) == ["One two."])
        #expect(lines.map(\.interrupted) == [nil])
        #expect(lines.map(\.corrected) == ["One"])
    }

    @Test("where a response was told in several texts, what was heard of it is shared out among them")
    func severalTexts() throws {
        let said: [CallEvent.Kind] = [
            .agentResponse(text: "One moment.", responseID: "r1", eventID: 1),
            .userTranscript(text: "Yes?", eventID: 1),
            .agentResponse(text: "Here it is.", responseID: "r1", eventID: 1),
        ]
        let text = "One moment. Here it is."
        #expect(
            try messages(said + [heard(text, "One moment. Here")]) == ["One moment.", "Yes?", "Here | Here it is."])
        #expect(
            try messages(said + [heard(text, "One")]) == ["One | One moment.", "Yes?", " | Here it is."])
        #expect(
            try messages(said + [heard(text, text, isCut: false)]) == ["One moment.", "Yes?", "Here it is."])
    }

    @Test("results find their calls, also where an id comes twice; the agent's own tools are listed as reported")
    func tools() throws {
        let views = ToolCallView.all(
            in: try events([
                .toolCall(id: "t1", name: "book", parameters: "{}"),
                .toolResult(id: "t1", result: "first", isError: false),
                .toolCall(id: "t1", name: "book", parameters: "{}"),
                .toolResult(id: "t1", result: "second", isError: true),
                .toolReport(id: "t1", name: "book", kind: "client", isError: false),
                .toolReport(id: "t2", name: "end_call", kind: "system", isError: false),
                .toolCall(id: "t3", name: "late", parameters: "not JSON"),
                .toolResult(id: "t9", result: "of nobody", isError: false),
            ]))
        #expect(views.map(\.id) == ["t1", "t1", "t2", "t3"])
        #expect(views.map(\.result) == ["first", "second", nil, nil])
        #expect(views.map(\.isError) == [false, true, false, nil])
        #expect(views.map(\.timeInCall) == [0, 2, 5, 6])
    }

    @Test(
        "stored JSON goes out as the value it stands for; what is none goes out as a string",
        arguments: [
            (#"{"a":[1,2.5,true,null,"x",{"b":{}}]}"#, #"{"a":[1,2.5,true,null,"x",{"b":{}}]}"#),
            ("9007199254740993", "9007199254740993"), ("", #""""#), ("{", #""{""#),
        ])
    func jsonText(text: String, json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(StoredJSON(text)), as: UTF8.self) == json)
    }
}
