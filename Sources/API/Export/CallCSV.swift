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
        ("totalCost", { "\($0.cost.totalCost)" }), ("costPerMinute", { "\($0.cost.costPerMinute)" }),
        ("endedReason", { $0.endedReason ?? "" }), ("answeredBy", { $0.answeredBy ?? "" }),
        ("elevenLabsCallId", { $0.elevenLabsCallId ?? "" }), ("conversationId", { $0.conversationId ?? "" }),
        ("createdAt", \.createdAt), ("updatedAt", \.updatedAt),
        ("transcript", { TranscriptText.plain($0.transcript) }),
    ]

    /// The line of names.
    static var header: String { line(columns.map(\.name)) }

    static func row(_ call: CallView) -> String { line(columns.map { cell(of: $0.cell(call)) }) }

    private static func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\r\n" }

    /// A cell that no spreadsheet takes for a formula, whoever wrote it (THREATS T9), quoted where it has to be.
    static func cell(of text: String) -> String {
        let first = text.unicodeScalars.first { $0 != " " }
        let isFormula = first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let guarded = isFormula && !isNumber(text) ? "'" + text : text
        guard guarded.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return guarded }
        return "\"" + guarded.replacing("\"", with: "\"\"") + "\""
    }

    /// `-1.5`, `+14155550123`: a sign and digits, which compute nothing.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
            && (text.hasPrefix("+") || text.hasPrefix("-")) && digits.first != UInt8(ascii: ".")
    }
}
