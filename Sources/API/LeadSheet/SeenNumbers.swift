import PhoneNumbers

/// The numbers of a list, so that each is called once: the first row that has it is the one.
struct SeenNumbers {
    private var lines: [PhoneNumber: Int] = [:]

    /// Notes a number. Returns the line that had it before, `nil` where this is the first.
    mutating func note(_ number: PhoneNumber, line: Int) -> Int? {
        if let first = lines[number] { return first }
        lines[number] = line
        return nil
    }
}

extension RowError {
    /// For a row whose number stood further up already.
    static func repeated(_ row: LeadRow, firstLine: Int) -> RowError {
        RowError(
            line: row.line, phoneNumber: row.phone,
            error: "The same number stands on line \(firstLine), and is called once.")
    }
}
