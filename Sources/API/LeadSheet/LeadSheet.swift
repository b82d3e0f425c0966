import CSV

/// The header of a list of leads: which column is for what.
struct LeadSheet: Hashable, Sendable {
    /// What a record is.
    enum Row: Hashable, Sendable {
        case lead(LeadRow)
        case error(RowError)
    }

    /// In the order of the file.
    let columns: [LeadColumn]

    /// Reads the header. Two columns for one thing are refused: which of them is meant, only the sender knows.
    init(header: CSVRecord) throws(APIError) {
        if let fault = header.fault { throw .malformedHeader(header.line, fault) }
        var columns: [LeadColumn] = []
        for heading in header.fields {
            let column = try LeadColumn(heading: heading)
            if column != .unnamed, let other = columns.firstIndex(of: column) {
                throw .repeatedColumn(column, header.fields[other], heading)
            }
            columns.append(column)
        }
        guard columns.contains(.phone) else { throw .phoneColumnMissing(header.fields) }
        self.columns = columns
    }

    /// Reads a record behind the header; `nil` where every cell is blank. Fewer cells than headings stand for empty ones,
    /// which spreadsheets leave out; more of them mean that a cell was split, and that the others are not in their places.
    func row(_ record: CSVRecord) -> Row? {
        guard record.fields.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { return nil }
        var cells: [LeadColumn: String] = [:]
        for (column, cell) in zip(columns, record.fields) where column != .unnamed { cells[column] = cell.trimmed }
        let phone = cells[.phone] ?? ""
        if let problem = problem(record, cells) {
            // Of what is no number in any case, the beginning is enough to find it by.
            let shown = phone.isEmpty ? nil : String(phone.prefix(64))
            return .error(RowError(line: record.line, phoneNumber: shown, error: problem))
        }
        var variables: [String: String] = [:]
        for case .variable(let name) in columns { variables[name] = cells[.variable(name)] ?? "" }
        return .lead(
            LeadRow(
                line: record.line, phone: phone, name: cells[.name] ?? "", email: cells[.email] ?? "",
                notes: cells[.notes] ?? "", variables: variables))
    }
}

extension LeadSheet {
    private func problem(_ record: CSVRecord, _ cells: [LeadColumn: String]) -> String? {
        if let fault = record.fault { return "\(fault)" }
        let tooMany = record.fields.dropFirst(columns.count)
        if tooMany.contains(where: { !$0.trimmed.isEmpty }) {
            return "The row has \(record.fields.count) cells and the header \(columns.count): put a cell that holds the"
                + " separator in quotes."
        }
        guard let phone = cells[.phone], !phone.isEmpty else { return "The phone number is missing." }
        for (column, cell) in zip(columns, record.fields) where cell.utf8.count > column.limit {
            return "What is given for \(column.label) may have \(column.limit) bytes at most."
        }
        return nil
    }
}

extension String {
    /// Without white space at either end.
    fileprivate var trimmed: String {
        // Nearly always there is nothing to do, which two bytes tell.
        let isInk = { (byte: UInt8) in (0x21...0x7E).contains(byte) }
        if let first = utf8.first, let last = utf8.last, isInk(first), isInk(last) { return self }
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return first == startIndex && index(after: last) == endIndex ? self : String(self[first...last])
    }
}
