import Calls
import FoundationEssentials
import Telemetry

/// A bulk job in JSON. Every key is always there.
struct BulkJobView: Encodable {
    struct Counts: Encodable {
        let waiting: Int
        let dialling: Int
        let placed: Int
        let refused: Int
        let invalid: Int
        let cancelled: Int
    }

    let id: String
    let status: String
    /// Why it paused itself.
    @OrNull var reason: String?
    @OrNull var agentId: String?
    let elevenLabsAgentId: String
    let totalRows: Int
    let successfulCalls: Int
    let errors: Int
    let counts: Counts
    /// The furthest line of the file that was dialled.
    @OrNull var row: Int?
    /// Rows a second, of late; as set, before there is anything to measure.
    let callsPerSecond: Double
    /// When all is dialled at that rate, while it runs.
    @OrNull var estimatedEnd: String?
    let createdAt: String
    let updatedAt: String

    init(_ job: BulkJob, _ progress: BulkProgress, rate: Double, now: Date) {
        id = job.id.hex
        status = job.state.rawValue
        reason = job.reason
        agentId = job.agentID?.hex
        elevenLabsAgentId = job.elevenLabsAgentID
        totalRows = progress.total
        successfulCalls = progress.count(.placed)
        errors = progress.count(.refused, .invalid, .cancelled)
        counts = Counts(
            waiting: progress.count(.planned), dialling: progress.count(.asked), placed: progress.count(.placed),
            refused: progress.count(.refused), invalid: progress.count(.invalid),
            cancelled: progress.count(.cancelled))
        row = progress.line
        callsPerSecond = (rate * 100).rounded() / 100
        let rest = progress.count(.planned, .asked)
        if job.state == .running, rest > 0, rate > 0 {
            estimatedEnd = Timestamp.text(now.addingTimeInterval(Double(rest) / rate))
        }
        createdAt = Timestamp.text(job.createdAt)
        updatedAt = Timestamp.text(job.updatedAt)
    }
}

/// A row of a job in JSON. Every key is always there.
struct BulkRowView: Encodable {
    let row: Int
    let phoneNumber: String
    let name: String
    /// `planned`, `asked`, `placed`, `refused`, `invalid` or `cancelled`.
    let status: String
    @OrNull var callId: String?
    @OrNull var callLogId: String?
    @OrNull var leadId: String?
    /// Where its call stands, in Twilio's words.
    @OrNull var callStatus: String?
    @OrNull var error: String?

    init(_ row: BulkRow) {
        self.row = row.intent.line ?? 0
        phoneNumber = row.intent.phoneNumber
        name = row.intent.person?.name ?? ""
        status = row.intent.state.rawValue
        callId = row.twilioCallSID
        callLogId = row.intent.callID?.hex
        leadId = row.leadID?.hex
        callStatus = row.status?.rawValue
        error = row.intent.error
    }
}
