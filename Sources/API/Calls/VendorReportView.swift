import Calls
import FoundationEssentials
import Telemetry

/// What ElevenLabs says of a call after its end, in JSON; every key is always there.
struct VendorReportView: Encodable {
    struct Line: Encodable {
        let role: String
        let message: String
        /// Whole seconds.
        @OrNull var timeInCall: Int?
        @OrNull var interrupted: Bool?
    }

    struct Finding: Encodable {
        let id: String
        let value: String
        @OrNull var rationale: String?

        init(_ finding: VendorReport.Finding) {
            id = finding.id
            value = finding.value
            rationale = finding.rationale
        }
    }

    @OrNull var status: String?
    @OrNull var terminationReason: String?
    @OrNull var error: String?
    /// Seconds.
    @OrNull var duration: Int?
    /// In ElevenLabs' credits.
    @OrNull var cost: Double?
    @OrNull var callSuccessful: String?
    @OrNull var summary: String?
    @OrNull var title: String?
    let evaluation: [Finding]
    let dataCollection: [Finding]
    let transcript: [Line]
    let receivedAt: String

    /// The report among a call's events; `nil` while there is none.
    init?(_ events: [CallEvent]) {
        for event in events {
            guard case .vendorReport(let report) = event.kind else { continue }
            self.init(report, receivedAt: event.date)
            return
        }
        return nil
    }

    private init(_ report: VendorReport, receivedAt date: Date) {
        status = report.status
        terminationReason = report.terminationReason
        error = report.error
        duration = report.duration
        cost = report.cost
        callSuccessful = report.outcome
        summary = report.summary
        title = report.title
        evaluation = report.evaluation.map(Finding.init)
        dataCollection = report.collected.map(Finding.init)
        transcript = report.transcript.map {
            Line(role: $0.role, message: $0.message, timeInCall: $0.timeInCall, interrupted: $0.isInterrupted)
        }
        receivedAt = Timestamp.text(date)
    }
}
