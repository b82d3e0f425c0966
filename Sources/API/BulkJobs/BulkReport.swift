import Calls

/// What a bulk upload is answered with once it is done.
struct BulkReport: Encodable {
    struct Call: Encodable {
        let phoneNumber: String
        let name: String
        @OrNull var callId: String?
        @OrNull var leadId: String?
        let status: String
    }

    struct Fault: Encodable {
        let row: Int
        let phoneNumber: String
        let error: String
    }

    let success = true
    @OrNull var jobId: String?
    var totalRows = 0
    var successfulCalls = 0
    var errors = 0
    var calls: [Call] = []
    var errorDetails: [Fault] = []

    /// Of a job that has ended.
    init(job: RecordID) { jobId = job.hex }

    /// Of rows that are not dialled: those that would be are called `valid`.
    init(dryRun rows: [DialIntent]) {
        for row in rows {
            add(BulkRow(intent: row, twilioCallSID: nil, leadID: nil, status: nil))
        }
    }

    mutating func add(_ row: BulkRow) {
        let intent = row.intent
        totalRows += 1
        let why: String
        switch intent.state {
        case .placed:
            successfulCalls += 1
            calls.append(call(row, "initiated"))
            return
        case .planned, .asked:
            calls.append(call(row, intent.callID == nil ? "valid" : "unknown"))
            return
        case .refused: why = intent.error ?? "Twilio refused the call."
        case .invalid: why = intent.error ?? "The row cannot be dialled."
        case .cancelled: why = "The job was cancelled before the row's turn came."
        }
        errors += 1
        errorDetails.append(Fault(row: intent.line ?? 0, phoneNumber: intent.phoneNumber, error: why))
    }

    private func call(_ row: BulkRow, _ status: String) -> Call {
        Call(
            phoneNumber: row.intent.phoneNumber, name: row.intent.person?.name ?? "", callId: row.twilioCallSID,
            leadId: row.leadID?.hex, status: status)
    }
}
