import CSV

extension FuzzTarget {
    /// Tables. The first byte chooses: 1 roomy limits, 2 Windows-1252 whatever the bytes are.
    static let csv = FuzzTarget("csv", upTo: 1024) { bytes throws(FuzzFinding) in
        let input = FuzzInput(bytes)
        let limits = input.chooses(0) ? CSVLimits() : CSVLimits(rowCount: 4, columnCount: 4, fieldByteCount: 12)
        guard let found = try? CSVEncoding.of(input.bytes.span) else { return }
        let encoding = input.chooses(1) ? CSVEncoding.windows1252 : found
        let whole = TableHeard([input.bytes], encoding, limits)
        try demandSame(whole, TableHeard(input.pieces, encoding, limits), "pieces change nothing")
        try demand(whole.records.count <= limits.rowCount + 1, "no more rows than allowed")
        let held = whole.records.flatMap(\.fields).reduce(0) { $0 + $1.utf8.count }
        try demand(held <= 3 * input.bytes.count, "no more is held than was sent")
        for (one, next) in zip(whole.records, whole.records.dropFirst()) {
            try demand(one.line < next.line, "lines go up")
        }
        try repeatTable(whole)
    }

    /// Written by us and read again, cells are the same but for the apostrophes, and the apostrophes are enough.
    private static func repeatTable(_ table: TableHeard) throws(FuzzFinding) {
        let guarded = table.records.map { $0.fields.map(CSVWriter.guarded) }
        var wire = CSVWriter.byteOrderMark
        for record in table.records { CSVWriter.append(record.fields, to: &wire) }
        let again = TableHeard([wire], .utf8, CSVLimits())
        try demandSame(again.error, nil, "what is written can be read")
        try demandSame(again.records.map(\.fields), guarded, "a table written again is the same")
        try demand(again.records.allSatisfy { $0.fault == nil }, "what is written is well-formed")
        for cell in guarded.joined() { try demandSame(CSVWriter.guarded(cell), cell, "one apostrophe is enough") }
    }
}

/// What came of a table: its records, and the error that ended it.
private struct TableHeard: Equatable {
    var records: [CSVRecord] = []
    var error: CSVError?

    init(_ pieces: [[UInt8]], _ encoding: CSVEncoding, _ limits: CSVLimits) {
        var reader = CSVReader(encoding: encoding, limits: limits)
        do throws(CSVError) {
            for piece in pieces {
                reader.receive(piece.span)
                while let record = try reader.next() { records.append(record) }
            }
            reader.receiveEnd()
            while let record = try reader.next() { records.append(record) }
        } catch {
            self.error = error
        }
    }
}
