/// What calls that go on look like as text, as of their latest event: a list asked for again reads only those with news.
struct LiveCallTexts {
    /// About 4 MB.
    private static let limit = 1024

    private var texts: [RecordID: (sequence: Int64, text: [UInt8])] = [:]

    /// What a call looks like whose latest event has this number.
    func text(of call: RecordID, at sequence: Int64) -> [UInt8]? {
        guard let known = texts[call], known.sequence == sequence else { return nil }
        return known.text
    }

    /// Keeps a text. Calls end and nobody says so here: when there are too many, all are forgotten.
    mutating func keep(_ text: [UInt8], of call: RecordID, at sequence: Int64) {
        if texts.count >= Self.limit { texts = [:] }
        texts[call] = (sequence, text)
    }
}
