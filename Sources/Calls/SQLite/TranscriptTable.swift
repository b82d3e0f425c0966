/// The tables `transcripts`, in which words are found, and `turn_latencies`, as the writer keeps them: beside the events,
/// in the same transaction.
final class TranscriptTable {
    private let insertOne: Statement
    private let appendText: Statement
    private let insertLatency: Statement

    init(on connection: borrowing Connection) throws(CallStoreError) {
        insertOne = try Statement(
            """
            INSERT INTO transcripts (rowid, about, text)
            SELECT number, user_id || ' ' || coalesce(agent_id, '') || ' ' || coalesce(lead_id, ''), ''
            FROM calls WHERE id = ?1
            """, on: connection)
        appendText = try Statement(
            """
            UPDATE transcripts SET text = text || char(10) || ?2
            WHERE rowid = (SELECT number FROM calls WHERE id = ?1)
            """, on: connection)
        insertLatency = try Statement(
            """
            INSERT INTO turn_latencies (call_id, seq, milliseconds)
            SELECT ?1, max(seq), ?2 FROM call_events WHERE call_id = ?1
            """, on: connection)
    }

    /// Makes room for the words of a call that was just added.
    func add(_ call: RecordID) throws(CallStoreError) { try insertOne.run([.text(call.hex)]) }

    func append(_ text: String, to call: RecordID) throws(CallStoreError) {
        try appendText.run([.text(call.hex), .text(text)])
    }

    /// Keeps the latency that the event inserted last has brought.
    func add(_ latency: TurnLatency, to call: RecordID) throws(CallStoreError) {
        try insertLatency.run([.text(call.hex), .integer(Int64(latency.totalMilliseconds))])
    }
}

extension CallEvent.Kind {
    /// The words that a call is found by; `nil` where nothing was said.
    var searchedText: String? {
        switch self {
        case .userTranscript(let text, _): text
        case .agentResponse(let text, _, _): text
        // What was not heard to the end was said all the same.
        case .agentCorrection, .agentHeard: nil
        case .dialed, .status, .streamStarted, .conversationStarted, .turnLatency, .interruption, .hangUpCalledOff,
            .toolCall, .toolResult, .toolReport, .keypad, .problem, .reportedProblem, .answeredBy,
            .vendorReport, .frames, .sound, .ended:
            nil
        }
    }
}
