import Calls
import PhoneNumbers

/// The rows of a list, judged: those that are dialled and those that cannot be.
struct BulkRows {
    private(set) var intents: [DialIntent] = []

    /// Reads a whole file. An error is about the file: none of it is dialled then.
    init(
        _ file: [UInt8], of user: RecordID, job: RecordID, policy: DialingPolicy, ids: IDSource
    ) throws(APIError) {
        var reader = try LeadReader(file)
        var seen = SeenNumbers()
        while let row = try reader.next() {
            var intent: DialIntent
            switch row {
            case .lead(let lead):
                intent = Self.intent(lead, of: user, policy, &seen, ids)
            case .error(let error):
                intent = DialIntent(
                    id: ids.next(), userID: user, line: error.line, state: .invalid,
                    phoneNumber: error.phoneNumber ?? "", error: error.error)
            }
            intent.jobID = job
            intents.append(intent)
        }
    }

    private static func intent(
        _ row: LeadRow, of user: RecordID, _ policy: DialingPolicy, _ seen: inout SeenNumbers, _ ids: IDSource
    ) -> DialIntent {
        let person = DialIntent.Person(name: row.name, email: row.email, notes: row.notes, variables: row.variables)
        func invalid(_ why: String) -> DialIntent {
            DialIntent(
                id: ids.next(), userID: user, line: row.line, state: .invalid, phoneNumber: row.phone, person: person,
                error: why)
        }
        do throws(PhoneNumberError) {
            let number = try PhoneNumber(row.phone, country: policy.defaultCountry)
            if let refusal = policy.refusal(of: number) { return invalid("\(refusal)") }
            if let first = seen.note(number, line: row.line) {
                return invalid(RowError.repeated(row, firstLine: first).error)
            }
            return DialIntent(
                id: ids.next(), userID: user, line: row.line, phoneNumber: number.text, person: person)
        } catch {
            return invalid("\(error)")
        }
    }
}
