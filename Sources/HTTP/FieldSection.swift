/// Header fields on their way in, line by line; also the trailers of a chunked body, of which only the syntax is judged.
struct FieldSection {
    private let limits: HTTPLimits
    private(set) var headers = HTTPHeaders()
    private var byteCount = 0
    private var fieldCount = 0

    init(limits: HTTPLimits) { self.limits = limits }

    /// Takes lines until the empty one that ends the section; `true` when it has come.
    mutating func read(from input: inout InputBuffer) throws(HTTPError) -> Bool {
        while let line = try nextLine(from: &input) {
            if line.isEmpty { return true }
            byteCount += line.count + 2
            fieldCount += 1
            guard fieldCount <= limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
            let field = try Self.parse(line)
            headers.add(field.name, field.value)
        }
        return false
    }

    private func nextLine(from input: inout InputBuffer) throws(HTTPError) -> ArraySlice<UInt8>? {
        let left = limits.fieldSectionByteCount - byteCount - 2
        return try input.nextLine(
            limit: min(limits.fieldByteCount, max(0, left)),
            tooLong: left < limits.fieldByteCount
                ? .fieldSectionTooLong(limit: limits.fieldSectionByteCount)
                : .fieldTooLong(limit: limits.fieldByteCount))
    }

    /// `name ":" OWS value OWS` (RFC 9112, 5).
    static func parse(_ line: ArraySlice<UInt8>) throws(HTTPError) -> HTTPHeaders.Field {
        if let first = line.first, first == ASCII.space || first == ASCII.tab { throw .foldedField }
        guard let colon = line.firstIndex(of: ASCII.colon) else { throw .malformedFieldName }
        let name = line[..<colon]
        if let last = name.last, last == ASCII.space || last == ASCII.tab { throw .spaceBeforeColon }
        guard ASCII.isToken(name) else { throw .malformedFieldName }
        let text = String(decoding: name, as: UTF8.self)
        let value = ASCII.trimmed(line[(colon + 1)...])
        guard value.allSatisfy(ASCII.isFieldValue) else { throw .malformedFieldValue(name: text) }
        return HTTPHeaders.Field(name: text, value: ASCII.text(value))
    }
}
