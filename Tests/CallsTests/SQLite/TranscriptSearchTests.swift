import TestSupport
import Testing

@testable import Calls

@Suite("Search in transcripts")
struct TranscriptSearchTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() async throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("calls.db"))
        try await store.add(.make(id: .make(1)), lead: nil)
        try await store.add(.make(id: .make(2)), lead: nil)
        store.record(
            .make(.agentResponse(text: #"It's "Ada" AND (Bob), NOT Eve*."#, responseID: nil, eventID: 1), of: .make(1)))
        store.record(.make(.userTranscript(text: "café near the column: 42", eventID: 2), of: .make(1)))
        store.record(.make(.userTranscript(text: "Nothing of the kind", eventID: 2), of: .make(2)))
        store.record(.make(.toolCall(id: "t", name: "secretword", parameters: "{}"), of: .make(2)))
        try await store.flush()
    }

    @Test(
        "words are words, whatever signs stand around them",
        arguments: [
            "ada", "ADA bob", "bob ada", "it's", "\"Ada\"", "\"Ada", "Ada\"", "ada AND bob", "(bob)", "((bob", "eve*",
            "*eve", "cafe", "CAFÉ", "column:", "column: 42", "42", "ada - bob", "ada \u{0} bob", "ada\u{0}bob", "near",
            "ada -- ; bob", "^ada", "ada+bob", "\tada\n bob ", "'ada'", "ada %", "{ada}", "ada,bob",
        ])
    func found(text: String) async throws {
        // `ada+bob` and the like are phrases: words that follow each other.
        let isPhrase = ["ada+bob", "ada,bob"].contains(text)
        #expect(try await store.ids(saying: text) == (isPhrase ? [] : [.make(1)]))
    }

    @Test(
        "what nobody said is not found, and nothing is a command",
        arguments: [
            "adam", "ada OR nothing", "ada NOT bob nothing", "text : ada", "about", "rowid", "secretword", "", " ", "*",
            "\"", "\"\"", "-", "NEAR(ada bob nothing)", "ad", "ada; DROP TABLE calls", "\u{0}", "🎧",
            "000000000000000000000001", "' OR 1=1 --",
        ])
    func notFound(text: String) async throws {
        #expect(try await store.ids(saying: text).isEmpty)
    }

    @Test("words are found wherever in the call they were said")
    func acrossLines() async throws {
        #expect(try await store.ids(saying: "café bob") == [.make(1)])
        #expect(try await store.ids(saying: "of the kind") == [.make(2)])
        #expect(try await store.ids(saying: "the") == [.make(2), .make(1)])
    }

    @Test("another user's words are not found")
    func apart() async throws {
        var query = CallQuery(userID: .make(9), limit: 9)
        query.text = "ada"
        #expect(try await store.callLogs(query).elements.isEmpty)
    }
}
