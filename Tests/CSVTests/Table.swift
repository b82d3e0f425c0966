import CSV

/// What came of a table's bytes: its records, and the error that ended it.
struct Table: Equatable {
    var records: [CSVRecord] = []
    var error: CSVError?

    init(_ pieces: [[UInt8]], encoding: CSVEncoding = .utf8, limits: CSVLimits = CSVLimits()) {
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

    init(_ text: String, encoding: CSVEncoding = .utf8, limits: CSVLimits = CSVLimits()) {
        self.init([Array(text.utf8)], encoding: encoding, limits: limits)
    }

    var fields: [[String]] { records.map(\.fields) }
    var lines: [Int] { records.map(\.line) }
    var faults: [CSVFault?] { records.map(\.fault) }
}
