/// What a `Range` field asks for, seen from what there is (RFC 9110, 14.1.2 and 14.2).
public enum ByteRange: Hashable, Sendable {
    /// Everything: no range was asked for, or none that is understood here.
    case whole
    /// These bytes.
    case part(Range<Int>)
    /// Bytes that are not there (416).
    case unsatisfiable

    /// Judges the fields of a request against a body of so many bytes.
    ///
    /// One range of bytes is taken. A field that is malformed, of another unit, sent twice, or a list of several ranges is
    /// ignored, as 14.2 allows: nobody who plays a recording asks for several, and answering them as
    /// `multipart/byteranges` would be a format of its own.
    public init(_ headers: HTTPHeaders, of byteCount: Int) {
        let values = headers.values("Range")
        guard values.count == 1 else {
            self = .whole
            return
        }
        self = Self.range(in: Array(values[0].utf8), of: byteCount)
    }
}

private extension ByteRange {
    /// `bytes=first-last`, `bytes=first-` or `bytes=-suffix`. The unit's case does not matter (14.1).
    static func range(in value: [UInt8], of byteCount: Int) -> Self {
        guard let equals = value.firstIndex(of: UInt8(ascii: "=")), ASCII.sameText(value[..<equals], "bytes".utf8)
        else { return .whole }
        // 5.6.1: empty elements of a list do not count.
        let ranges = value[(equals + 1)...].split(separator: UInt8(ascii: ","))
            .map { ASCII.trimmed($0) }.filter { !$0.isEmpty }
        guard ranges.count == 1, let dash = ranges[0].firstIndex(of: UInt8(ascii: "-")) else { return .whole }
        let (first, last) = (ranges[0][..<dash], ranges[0][(dash + 1)...])
        guard (first.isEmpty || first.allSatisfy(ASCII.isDigit)) && (last.isEmpty || last.allSatisfy(ASCII.isDigit))
        else { return .whole }
        // A number too large for us is larger than any body.
        let (start, end) = (ASCII.number(first) ?? .max, ASCII.number(last) ?? .max)
        switch (first.isEmpty, last.isEmpty) {
        case (true, true):
            return .whole
        case (true, false):
            return end == 0 || byteCount == 0 ? .unsatisfiable : .part(max(0, byteCount - end)..<byteCount)
        case (false, let isOpen):
            // Its end before its beginning: invalid, not unsatisfiable.
            guard isOpen || !isBefore(last, first) else { return .whole }
            guard start < byteCount else { return .unsatisfiable }
            return .part(start..<(end < byteCount ? end + 1 : byteCount))
        }
    }

    /// Compares numbers of any length.
    static func isBefore(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
        let (one, other) = (significant(one), significant(other))
        return one.count == other.count ? one.lexicographicallyPrecedes(other) : one.count < other.count
    }

    static func significant(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        digits.drop { $0 == UInt8(ascii: "0") }
    }
}
