/// A body on its way in: sized, chunked or until the end. Sizes are judged before a byte of what they announce is kept.
struct BodyReader {
    /// What is awaited.
    private enum State {
        case sized(remaining: Int)
        case untilEnd
        case chunkSize
        case chunkData(remaining: Int)
        case chunkReturn
        case chunkLineFeed
        case trailers
        case done
    }

    private let limits: HTTPLimits
    private var state: State
    /// Body bytes handed out so far.
    private var byteCount = 0
    /// Bytes of chunk extensions and trailers so far.
    private var overhead = 0

    init(_ framing: HTTPBodyFraming, limits: HTTPLimits) {
        self.limits = limits
        switch framing {
        case .none: state = .done
        case .sized(let count): state = count == 0 ? .done : .sized(remaining: count)
        case .chunked: state = .chunkSize
        case .untilEnd: state = .untilEnd
        }
    }

    /// Appends what has come and says whether the body is complete.
    /// - Parameters:
    ///   - limit: the largest body taken, in bytes from its start.
    ///   - ended: whether the peer has ended the connection.
    mutating func read(
        from input: inout InputBuffer, into body: inout [UInt8], limit: Int, ended: Bool = false
    ) throws(HTTPError) -> Bool {
        while true {
            switch state {
            case .done:
                return true
            case .sized(let remaining):
                try judge(remaining, limit: limit)
                let taken = take(remaining, from: &input, into: &body)
                guard taken == remaining else {
                    state = .sized(remaining: remaining - taken)
                    return try unfinished(ended)
                }
                state = .done
            case .untilEnd:
                try judge(input.count, limit: limit)
                _ = take(input.count, from: &input, into: &body)
                guard ended else { return false }
                state = .done
            case .chunkSize:
                guard let size = try nextChunkSize(from: &input) else { return try unfinished(ended) }
                try judge(size, limit: limit)
                state = size == 0 ? .trailers : .chunkData(remaining: size)
            case .chunkData(let remaining):
                try judge(remaining, limit: limit)
                let taken = take(remaining, from: &input, into: &body)
                guard taken == remaining else {
                    state = .chunkData(remaining: remaining - taken)
                    return try unfinished(ended)
                }
                state = .chunkReturn
            case .chunkReturn:
                guard try pass(ASCII.carriageReturn, in: &input) else { return try unfinished(ended) }
                state = .chunkLineFeed
            case .chunkLineFeed:
                guard try pass(ASCII.lineFeed, in: &input) else { return try unfinished(ended) }
                state = .chunkSize
            case .trailers:
                guard try skipTrailers(in: &input) else { return try unfinished(ended) }
                state = .done
            }
        }
    }
}

extension BodyReader {
    private func unfinished(_ ended: Bool) throws(HTTPError) -> Bool {
        if ended { throw .endedEarly }
        return false
    }

    private func judge(_ announced: Int, limit: Int) throws(HTTPError) {
        guard announced <= limit - byteCount else { throw .bodyTooLarge(limit: limit) }
    }

    private mutating func take(_ limit: Int, from input: inout InputBuffer, into body: inout [UInt8]) -> Int {
        let taken = input.move(upTo: limit, into: &body)
        byteCount += taken
        return taken
    }

    private func pass(_ expected: UInt8, in input: inout InputBuffer) throws(HTTPError) -> Bool {
        guard let byte = input.first else { return false }
        guard byte == expected else { throw .malformedChunkEnd }
        input.dropFirst()
        return true
    }

    private var overheadLeft: Int { limits.chunkOverheadByteCount - overhead }

    /// `1*16HEXDIG [ extensions ]` (RFC 9112, 7.1). White space is taken only where 7.1.1 has it: before a semicolon.
    private mutating func nextChunkSize(from input: inout InputBuffer) throws(HTTPError) -> Int? {
        let tooLong = HTTPError.chunkOverheadTooLong(limit: limits.chunkOverheadByteCount)
        guard let line = try input.nextLine(limit: 16 + overheadLeft, tooLong: tooLong) else { return nil }
        var size: UInt64 = 0
        var digitCount = 0
        for byte in line {
            guard let digit = ASCII.hexValue(byte) else { break }
            digitCount += 1
            guard digitCount <= 16 else { throw .malformedChunkSize }
            size = size << 4 | UInt64(digit)
        }
        let extensions = line.dropFirst(digitCount)
        guard digitCount > 0, extensions.allSatisfy(ASCII.isFieldValue),
            extensions.isEmpty || ASCII.trimmed(extensions).first == ASCII.semicolon
        else { throw .malformedChunkSize }
        guard extensions.count <= overheadLeft else { throw tooLong }
        overhead += extensions.count
        return Int(exactly: size) ?? .max
    }

    /// Trailers are judged like fields and dropped: nothing here needs them, and merging them could replace a field that
    /// was already acted upon (RFC 9110, 6.5.1).
    private mutating func skipTrailers(in input: inout InputBuffer) throws(HTTPError) -> Bool {
        let tooLong = HTTPError.chunkOverheadTooLong(limit: limits.chunkOverheadByteCount)
        while let line = try input.nextLine(limit: max(0, overheadLeft), tooLong: tooLong) {
            if line.isEmpty { return true }
            overhead += line.count + 2
            guard overhead <= limits.chunkOverheadByteCount else { throw tooLong }
            _ = try FieldSection.parse(line)
        }
        return false
    }
}
