/// Reads a table as people send it: RFC 4180, and what spreadsheets make of it. Feed it with `receive`, and with
/// `receiveEnd` behind the last byte; call `next` until it has no more.
///
/// Lines end in CRLF, LF or CR; the separator is found from the header; a byte order mark and blank lines are passed over.
/// Kept are the record on its way in and what was fed and not yet read, so feed it in pieces. An error is final. The first
/// record is the header, and does not count as a row.
public struct CSVReader: ~Copyable {
    /// What is awaited.
    private enum State {
        case byteOrderMark
        case header(SeparatorFinder)
        case records(RecordBuilder)
        case done
        case failed(CSVError)
    }

    private let encoding: CSVEncoding
    private let limits: CSVLimits
    private var state = State.byteOrderMark
    private var input: [UInt8] = []
    private var start = 0
    private var hasEnded = false
    private var recordCount = 0

    /// Makes a reader for one table.
    public init(encoding: CSVEncoding, limits: CSVLimits = CSVLimits()) {
        self.encoding = encoding
        self.limits = limits
    }

    /// Takes bytes; they are read when the next record is asked for.
    public mutating func receive(_ bytes: Span<UInt8>) {
        input.removeFirst(start)
        start = 0
        bytes.withUnsafeBufferPointer { input.append(contentsOf: $0) }
    }

    /// Says that there are no more.
    public mutating func receiveEnd() { hasEnded = true }

    /// The next record; `nil` until more has come, and behind the last one.
    public mutating func next() throws(CSVError) -> CSVRecord? {
        do throws(CSVError) {
            return try step()
        } catch {
            state = .failed(error)
            throw error
        }
    }
}

extension CSVReader {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func step() throws(CSVError) -> CSVRecord? {
        while true {
            switch state {
            case .byteOrderMark:
                let isMark = input.starts(with: Self.byteOrderMark)
                guard isMark || hasEnded || !Self.byteOrderMark.starts(with: input) else { return nil }
                start = isMark ? Self.byteOrderMark.count : 0
                state = .header(SeparatorFinder())
            case .header(var finder):
                let isFound = finder.read(input.span.extracting(start...))
                guard finder.byteCount <= limits.fieldByteCount else {
                    throw .headerTooLong(limit: limits.fieldByteCount)
                }
                guard isFound || hasEnded else {
                    // What was looked at is looked at again by nobody, so it stays.
                    state = .header(finder)
                    return nil
                }
                state = .records(RecordBuilder(separator: finder.separator, encoding: encoding, limits: limits))
            case .records(var builder):
                // Out of the state while it changes, so that its memory is not copied.
                state = .done
                var index = start
                var isComplete = try builder.read(input.span, from: &index)
                start = index
                let isLast = !isComplete && hasEnded
                if isLast { isComplete = try builder.readEnd() }
                if isComplete { try count() }
                let record = isComplete ? builder.take() : nil
                if !isLast { state = .records(builder) }
                return record
            case .done: return nil
            case .failed(let error): throw error
            }
        }
    }

    private mutating func count() throws(CSVError) {
        recordCount += 1
        guard recordCount <= limits.rowCount + 1 else { throw .tooManyRows(limit: limits.rowCount) }
    }
}
