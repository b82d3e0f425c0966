import Testing

@testable import Calls

@Suite("Events as rows")
struct EventCodingTests {
    private let coding = EventCoding()

    @Test("every kind comes back as it was", arguments: CallEvent.Kind.samples)
    func roundTrip(kind: CallEvent.Kind) throws {
        let (word, body) = try coding.encode(kind)
        #expect(try coding.decode(kind: word, body: body) == kind)
    }

    @Test("every end has a word that comes back", arguments: CallEndReason.allCases)
    func everyEnd(reason: CallEndReason) throws {
        let (word, body) = try coding.encode(.ended(reason, detail: ""))
        #expect(try coding.decode(kind: word, body: body) == .ended(reason, detail: ""))
    }

    @Test("the words are part of the schema and stay as they are")
    func literal() throws {
        let (word, body) = try coding.encode(.toolResult(id: "t1", result: "a/b", isError: true))
        #expect(word == "tool-result")
        #expect(body == #"{"id":"t1","isError":true,"text":"a/b"}"#)
    }

    @Test(
        "a row that is not ours is an error, not a guess",
        arguments: [("dialed", "{}"), ("ended", #"{"code":"bored"}"#), ("sneezed", "{}"), ("keypad", "not JSON")])
    func unreadable(word: String, body: String) {
        #expect(throws: CallStoreError.self) { try coding.decode(kind: word, body: body) }
    }
}
