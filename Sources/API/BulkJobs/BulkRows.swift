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

    /// Judges them by what the agent needs of every call: what neither the row nor the lead with its number brings makes
    /// the row an error, and costs no call.
    mutating func judge(by report: PreflightReport, in environment: APIEnvironment) async throws(APIError) {
        for index in intents.indices where intents[index].state == .planned {
            let intent = intents[index]
            let given = Set((intent.person?.variables ?? [:]).keys)
            guard !report.problems(variables: given).isEmpty else { continue }
            let leads = try await environment.stored { (store) throws(CallStoreError) in
                try await store.leads(
                    of: intent.userID, phoneNumber: intent.phoneNumber, includingArchived: true, after: nil, limit: 1)
            }
            let problems = report.problems(variables: given.union(leads.elements.first?.variables.keys ?? [:].keys))
            guard !problems.isEmpty else { continue }
            intents[index].state = .invalid
            intents[index].error = problems.map(\.message).joined(separator: " ")
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
