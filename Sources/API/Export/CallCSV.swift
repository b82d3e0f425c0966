import CSV
import Calls

/// Calls as CSV (RFC 4180), a row each: what fits into cells, and the transcript as text.
enum CallCSV {
    private static let columns: [(name: String, cell: @Sendable (CallView) -> String)] = [
        ("_id", \._id), ("userId", \.userId), ("agentId", { $0.agentId._id ?? "" }),
        ("agentName", { $0.agentId.name ?? "" }), ("elevenLabsAgentId", { $0.agentId.elevenLabsAgentId }),
        ("leadId", { $0.leadId?._id ?? "" }), ("leadName", { $0.leadId?.name ?? "" }),
        ("phoneNumber", \.phoneNumber), ("fromNumber", { $0.metadata.fromNumber }), ("direction", \.direction),
        ("status", \.status), ("initiatedFrom", { $0.metadata.initiatedFrom }),
        ("duration", { $0.duration.map(String.init) ?? "" }),
        ("durationMinutes", { $0.durationMinutes.map(String.init) ?? "" }),
        ("totalCost", { $0.cost.totalCost.money.text }), ("costPerMinute", { $0.cost.costPerMinute.money.text }),
        ("endedReason", { $0.endedReason ?? "" }), ("answeredBy", { $0.answeredBy ?? "" }),
        ("elevenLabsCallId", { $0.elevenLabsCallId ?? "" }), ("conversationId", { $0.conversationId ?? "" }),
        ("createdAt", \.createdAt), ("updatedAt", \.updatedAt),
        ("transcript", { TranscriptText.plain($0.transcript) }),
    ]

    /// The line of names.
    static func appendHeader(to output: inout [UInt8]) { CSVWriter.append(columns.map(\.name), to: &output) }

    static func append(_ call: CallView, to output: inout [UInt8]) {
        CSVWriter.append(columns.map { $0.cell(call) }, to: &output)
    }
}
