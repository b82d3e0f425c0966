/// Turns a `multipart/form-data` body into parts (RFC 7578; RFC 2046, 5.1). Feed it with `receive`, and with `receiveEnd`
/// behind the last byte; call `next` until it has no more.
///
/// What parts hold is handed on as it comes: kept are at most the header of one part and the beginning of what may be a
/// boundary. An error is final. A form inside a form is not looked into; it is the part's bytes.
public struct MultipartParser: ~Copyable {
    /// What is awaited.
    private enum State {
        /// The first boundary; so many bytes were passed over.
        case preamble(Int)
        /// What follows a boundary: a line end, or `--`; so much white space was passed over.
        case afterBoundary(Int)
        case header(HTTPHeaders, byteCount: Int)
        /// The boundary may follow at once, for the empty line above can be its line end.
        case emptyBody
        case body
        /// A line end behind the last boundary, or the end; so much white space was passed over.
        case afterLastBoundary(Int)
        case epilogue(Int)
        case done
        case failed(MultipartError)
    }

    private let delimiter: MultipartDelimiter
    private let limits: MultipartLimits
    private var state = State.preamble(-2)
    private var input = InputBuffer()
    private var hasEnded = false
    private var partCount = 0

    /// Makes a parser for one body.
    /// - Parameter contentType: the value of the request's `Content-Type`, which names the boundary.
    public init(contentType: String?, limits: MultipartLimits = MultipartLimits()) throws(MultipartError) {
        delimiter = try MultipartDelimiter(contentType: contentType)
        self.limits = limits
        // The first boundary may stand at the very beginning. With a line end before it, it is one as the others are.
        input.append([ASCII.carriageReturn, ASCII.lineFeed].span)
    }

    /// Takes bytes of the body; they are parsed when the next event is asked for.
    public mutating func receive(_ bytes: Span<UInt8>) { input.append(bytes) }

    /// Says that there are no more.
    public mutating func receiveEnd() { hasEnded = true }

    /// The next event; `nil` until more has come, and after `ended`.
    public mutating func next() throws(MultipartError) -> MultipartEvent? {
        do throws(MultipartError) {
            return try step()
        } catch {
            state = .failed(error)
            throw error
        }
    }
}

extension MultipartParser {
    private mutating func step() throws(MultipartError) -> MultipartEvent? {
        while true {
            switch state {
            case .preamble(let skipped):
                guard try skipPreamble(skipped) else { return try unfinished() }
            case .afterBoundary(let padding):
                guard try readAfterBoundary(padding) else { return try unfinished() }
            case .header(let headers, let byteCount):
                guard let part = try readHeader(headers, byteCount) else { return try unfinished() }
                return .partBegan(part)
            case .emptyBody:
                switch input.look({ delimiter.judge($0, at: 0) }) {
                case .at: return endPart()
                case .perhapsAt: return try unfinished()
                case .absent:
                    input.dropFirst(2)
                    state = .body
                }
            case .body:
                return try readBody()
            case .afterLastBoundary(let padding):
                guard try readAfterLastBoundary(padding) else { return nil }
            case .epilogue(let skipped):
                try skip(input.count, after: skipped) { .epilogue($0) }
                guard hasEnded else { return nil }
                state = .done
                return .ended
            case .done: return nil
            case .failed(let error): throw error
            }
        }
    }

    private func unfinished() throws(MultipartError) -> MultipartEvent? {
        if hasEnded { throw .endedEarly }
        return nil
    }

    /// Passes over bytes that mean nothing, as far as the limit.
    private mutating func skip(
        _ count: Int, after skipped: Int, _ next: (Int) -> State
    ) throws(MultipartError) {
        guard skipped + count <= limits.surroundingsByteCount else {
            throw .surroundingsTooLong(limit: limits.surroundingsByteCount)
        }
        input.dropFirst(count)
        state = next(skipped + count)
    }

    private mutating func skipPreamble(_ skipped: Int) throws(MultipartError) -> Bool {
        switch input.look({ delimiter.find(in: $0) }) {
        case .at(let index):
            try skip(index, after: skipped) { _ in .afterBoundary(0) }
            input.dropFirst(delimiter.count)
            return true
        case .perhapsAt(let index):
            try skip(index, after: skipped) { .preamble($0) }
        case .absent:
            try skip(input.count, after: skipped) { .preamble($0) }
        }
        return false
    }

    /// What a part holds, as far as it is sure to be that, or the part's end.
    private mutating func readBody() throws(MultipartError) -> MultipartEvent? {
        let sure: Int
        switch input.look({ delimiter.find(in: $0) }) {
        case .at(0): return endPart()
        case .at(let index), .perhapsAt(let index): sure = index
        case .absent: sure = input.count
        }
        guard sure > 0 else { return try unfinished() }
        var bytes: [UInt8] = []
        _ = input.move(upTo: sure, into: &bytes)
        return .partContinued(bytes)
    }

    private mutating func endPart() -> MultipartEvent {
        input.dropFirst(delimiter.count)
        state = .afterBoundary(0)
        return .partEnded
    }

    /// `--`, or white space and a line end. RFC 2046 has the boundary end wherever it matches, so a line that only begins
    /// with it is no content, and nothing else is read into it.
    private mutating func readAfterBoundary(_ padding: Int) throws(MultipartError) -> Bool {
        guard let first = input.first else { return false }
        if Self.isBlank(first) {
            try skip(1, after: padding) { .afterBoundary($0) }
            return true
        }
        let isLast = padding == 0 && first == UInt8(ascii: "-")
        guard isLast || first == ASCII.carriageReturn else { throw .malformedDelimiter }
        guard let second else { return false }
        guard second == (isLast ? first : ASCII.lineFeed) else { throw .malformedDelimiter }
        input.dropFirst(2)
        guard !isLast else {
            state = .afterLastBoundary(0)
            return true
        }
        partCount += 1
        guard partCount <= limits.partCount else { throw .tooManyParts(limit: limits.partCount) }
        state = .header([:], byteCount: 0)
        return true
    }

    private mutating func readAfterLastBoundary(_ padding: Int) throws(MultipartError) -> Bool {
        guard let first = input.first else {
            if hasEnded { state = .epilogue(0) }
            return hasEnded
        }
        if Self.isBlank(first) {
            try skip(1, after: padding) { .afterLastBoundary($0) }
            return true
        }
        guard first == ASCII.carriageReturn else { throw .malformedDelimiter }
        guard let second else {
            if hasEnded { throw .malformedDelimiter }
            return false
        }
        guard second == ASCII.lineFeed else { throw .malformedDelimiter }
        input.dropFirst(2)
        state = .epilogue(0)
        return true
    }

    /// Lines up to the empty one. Its line end stays where it is, for a boundary may follow with nothing between.
    private mutating func readHeader(_ known: HTTPHeaders, _ count: Int) throws(MultipartError) -> MultipartPart? {
        var (headers, byteCount) = (known, count)
        while true {
            if input.first == ASCII.carriageReturn {
                guard let second else { break }
                guard second == ASCII.lineFeed else { throw .malformedPartHeader }
                state = .emptyBody
                return try MultipartPart(headers)
            }
            guard let line = try nextHeaderLine(limit: limits.partHeaderByteCount - byteCount - 2) else { break }
            byteCount += line.count + 2
            do throws(HTTPError) {
                let field = try FieldSection.parse(line)
                headers.add(field.name, field.value)
            } catch {
                throw .malformedPartHeader
            }
        }
        state = .header(headers, byteCount: byteCount)
        return nil
    }

    private mutating func nextHeaderLine(limit: Int) throws(MultipartError) -> ArraySlice<UInt8>? {
        let tooLong = HTTPError.fieldSectionTooLong(limit: limits.partHeaderByteCount)
        do throws(HTTPError) {
            return try input.nextLine(limit: max(0, limit), tooLong: tooLong)
        } catch {
            throw error == tooLong ? .partHeaderTooLong(limit: limits.partHeaderByteCount) : .malformedPartHeader
        }
    }

    private var second: UInt8? { input.look { $0.count > 1 ? $0[1] : nil } }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }
}
