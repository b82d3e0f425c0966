import CSV

/// Reads a list of leads that was uploaded whole, row by row. Beside the upload it keeps one record.
struct LeadReader: ~Copyable {
    /// What the reader is fed at a time.
    private static let pieceByteCount = 64 * 1024

    private let upload: [UInt8]
    private var fed = 0
    private var csv: CSVReader
    private var sheet: LeadSheet?

    /// Finds out how the upload is encoded; the header is read with the first row.
    init(_ upload: [UInt8], limits: CSVLimits = CSVLimits()) throws(APIError) {
        self.upload = upload
        do throws(CSVError) {
            csv = CSVReader(encoding: try .of(upload.span), limits: limits)
        } catch {
            throw .unreadable(error)
        }
    }

    /// The next row; `nil` behind the last. An error is about the whole file: none of it is to be called.
    mutating func next() throws(APIError) -> LeadSheet.Row? {
        while let record = try nextRecord() {
            guard let sheet else {
                sheet = try LeadSheet(header: record)
                continue
            }
            if let row = sheet.row(record) { return row }
        }
        guard sheet != nil else { throw .emptySheet }
        return nil
    }

    private mutating func nextRecord() throws(APIError) -> CSVRecord? {
        let upload = upload
        do throws(CSVError) {
            while true {
                if let record = try csv.next() { return record }
                guard fed < upload.count else { return nil }
                let end = min(upload.count, fed + Self.pieceByteCount)
                csv.receive(upload.span.extracting(fed..<end))
                fed = end
                if fed == upload.count { csv.receiveEnd() }
            }
        } catch {
            throw .unreadable(error)
        }
    }
}
