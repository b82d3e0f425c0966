import FoundationEssentials
import HTTP

/// The body of `POST /api/call-initiation/live-call`. Unknown fields are ignored.
struct LiveCallRequest: Decodable {
    /// Names are shown to people; notes go into an agent's prompt. Both in characters, as JSON Schema counts them:
    /// Unicode's scalar values.
    static let nameLimit = 512
    static let notesLimit = 4096

    var agentId: String?
    var phoneNumber: String?
    var leadName: String?
    var leadNotes: String?

    /// Checks lengths; what is too long is refused rather than cut, so that nothing is told half.
    func checkLengths() throws(APIError) {
        for (field, value, limit) in [
            ("leadName", leadName, Self.nameLimit), ("leadNotes", leadNotes, Self.notesLimit),
        ] where (value ?? "").unicodeScalars.count > limit {
            throw .fieldTooLong(field, limit: limit)
        }
    }
}
