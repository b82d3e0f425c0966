/// One record on its way in, wherever the bytes are cut.
struct RecordBuilder {
    /// Where in a field we are.
    private enum Place {
        case fieldStart
        case plain
        case quoted
        /// Behind a quote in a quoted field: it closes the field, or it is doubled.
        case quoteInQuoted
        /// Behind what stands after a closing quote: the rest is text like in a plain field.
        case afterQuoted
    }

    private let separator: UInt8
    private let encoding: CSVEncoding
    private let limits: CSVLimits

    private var place = Place.fieldStart
    /// The fields' bytes one after the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var fault: CSVFault?
    private var hasQuotes = false
    /// The line we are on, and those where the record and the quote began.
    private var line = 1
    private var recordLine = 1
    private var quoteLine = 1
    /// The last byte was CR: a LF behind it is the same line's end.
    private var isAfterReturn = false

    init(separator: UInt8, encoding: CSVEncoding, limits: CSVLimits) {
        self.separator = separator
        self.encoding = encoding
        self.limits = limits
    }

    /// Reads on until a record is complete, which is `true`, or there is no more. Blank lines are passed over.
    mutating func read(_ input: Span<UInt8>, from index: inout Int) throws(CSVError) -> Bool {
        while index < input.count {
            let byte = input[index]
            switch place {
            case .quoted:
                try readQuoted(input, from: &index)
            case .plain, .afterQuoted:
                let start = index
                let end = endOfRoom(input, from: start)
                while index < end, !isSpecial(input[index]) { index += 1 }
                try append(input, start..<index)
                if index < end, try special(input[index], &index) { return true }
            case .fieldStart:
                if byte == CSVByte.quote {
                    (place, hasQuotes, quoteLine) = (.quoted, true, line)
                    isAfterReturn = false
                    index += 1
                } else if isSpecial(byte) {
                    if try special(byte, &index) { return true }
                } else {
                    place = .plain
                    isAfterReturn = false
                }
            case .quoteInQuoted:
                if byte == CSVByte.quote {
                    try append(input, index..<index + 1)
                    place = .quoted
                    index += 1
                } else if isSpecial(byte) {
                    if try special(byte, &index) { return true }
                } else {
                    note(.textAfterQuote(column: ends.count + 1))
                    place = .afterQuoted
                }
            }
        }
        return false
    }

    /// Whether the file's end completes a record.
    mutating func readEnd() throws(CSVError) -> Bool {
        if case .quoted = place { throw .unterminatedQuote(line: quoteLine) }
        guard !isBlank else { return false }
        try endField()
        return true
    }

    /// The record that is complete; the next one begins.
    mutating func take() -> CSVRecord {
        var fields: [String] = []
        fields.reserveCapacity(ends.count)
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for end in ends {
                fields.append(encoding.text(UnsafeBufferPointer(rebasing: bytes[start..<end])))
                start = end
            }
        }
        let record = CSVRecord(line: recordLine, fields: fields, fault: fault)
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        (fault, hasQuotes, recordLine) = (nil, false, line)
        return record
    }
}

extension RecordBuilder {
    private var isBlank: Bool { bytes.isEmpty && ends.isEmpty && !hasQuotes }

    @inline(__always)
    private func isSpecial(_ byte: UInt8) -> Bool {
        byte == separator || byte == CSVByte.quote || byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn
            || byte == CSVByte.null
    }

    /// A byte that is special outside quotes; `true` where it ends the record.
    private mutating func special(_ byte: UInt8, _ index: inout Int) throws(CSVError) -> Bool {
        index += 1
        let isSecondHalf = isAfterReturn && byte == CSVByte.lineFeed
        isAfterReturn = byte == CSVByte.carriageReturn
        switch byte {
        case CSVByte.null:
            throw .nulByte(line: line)
        case CSVByte.quote:
            note(.quoteInField(column: ends.count + 1))
            try append(CSVByte.quote)
            return false
        case separator:
            try endField()
            return false
        default:
            // The LF of a CRLF whose CR has ended the record before.
            if isSecondHalf { return false }
            line += 1
            guard !isBlank else {
                recordLine = line
                return false
            }
            try endField()
            return true
        }
    }

    private mutating func readQuoted(_ input: Span<UInt8>, from index: inout Int) throws(CSVError) {
        let start = index
        let end = endOfRoom(input, from: start)
        while index < end, input[index] != CSVByte.quote {
            let byte = input[index]
            guard byte != CSVByte.null else { throw .nulByte(line: line) }
            if byte == CSVByte.carriageReturn || byte == CSVByte.lineFeed && !isAfterReturn { line += 1 }
            isAfterReturn = byte == CSVByte.carriageReturn
            index += 1
        }
        try append(input, start..<index)
        if index < end {
            place = .quoteInQuoted
            isAfterReturn = false
            index += 1
        }
    }

    /// One byte further than the field may grow: what lies beyond is not looked at, so that the first excess is what is
    /// told, however the bytes are cut.
    private func endOfRoom(_ input: Span<UInt8>, from start: Int) -> Int {
        let room = limits.fieldByteCount - (bytes.count - (ends.last ?? 0))
        return min(input.count, start + room + 1)
    }

    private mutating func append(_ input: Span<UInt8>, _ range: Range<Int>) throws(CSVError) {
        guard !range.isEmpty else { return }
        try judge(more: range.count)
        input.extracting(range).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ byte: UInt8) throws(CSVError) {
        try judge(more: 1)
        bytes.append(byte)
    }

    private func judge(more count: Int) throws(CSVError) {
        guard bytes.count - (ends.last ?? 0) + count <= limits.fieldByteCount else {
            throw .fieldTooLong(line: recordLine, limit: limits.fieldByteCount)
        }
    }

    private mutating func endField() throws(CSVError) {
        guard ends.count < limits.columnCount else {
            throw .tooManyColumns(line: recordLine, limit: limits.columnCount)
        }
        ends.append(bytes.count)
        place = .fieldStart
    }

    /// The first is told; those behind it may come of it.
    private mutating func note(_ fault: CSVFault) { self.fault = self.fault ?? fault }
}
