import Calls
import HTTP

/// The `Idempotency-Key` of a request, and what it asks for.
///
/// The header as in draft-ietf-httpapi-idempotency-key-header-07; a key without quotes is taken as well, which is what
/// most programs send.
struct IdempotencyKey: Hashable {
    let text: String
    let fingerprint: String

    /// `nil` where the request has none.
    /// - Parameter content: what makes the request the one it is.
    init?(_ request: APIRequest, content: [UInt8]) throws(APIError) {
        let values = request.request.headers.values("Idempotency-Key")
        guard let value = values.first else { return nil }
        var text = value[...]
        if text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        guard values.count == 1, (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .invalidIdempotencyKey }
        self.text = String(text)
        fingerprint = SHA256.hex(
            of: Array("\(request.request.method.rawValue) \(request.target.path)\n".utf8) + content)
    }

    /// The record that it makes.
    func record(of user: RecordID, _ subject: RecordID, in environment: APIEnvironment) -> IdempotencyRecord {
        IdempotencyRecord(
            userID: user, key: text, fingerprint: fingerprint, subject: subject, createdAt: environment.clock.date())
    }

    /// What it stands for already; throws where that is another request.
    func known(of user: RecordID, in environment: APIEnvironment) async throws(APIError) -> IdempotencyRecord? {
        let found = try await environment.stored { (store) throws(CallStoreError) in
            try await store.idempotencyRecord(text, of: user)
        }
        return try found.map { (record) throws(APIError) in try check(record) }
    }

    /// Checks that a record is of the same request.
    func check(_ record: IdempotencyRecord) throws(APIError) -> IdempotencyRecord {
        guard record.fingerprint == fingerprint else { throw .idempotencyKeyReused }
        return record
    }
}

extension HTTPResponse {
    /// An answer that was given before.
    init(_ answer: IdempotencyRecord.Answer) {
        self.init(
            HTTPStatus(code: answer.status),
            headers: [
                "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff", "Idempotent-Replayed": "true",
            ], body: Array(answer.body.utf8))
    }
}
