/// Bytes received and not yet parsed. What is consumed is dropped when more arrives, so that slices handed out stay
/// valid until then and nothing is moved twice.
struct InputBuffer {
    /// Kept between messages up to this size, so that an idle connection holds little.
    private static let keptCapacity = 4096

    private var bytes: [UInt8] = []
    private var start = 0
    /// How much of the line that starts at `start` was looked at before.
    private var scanned = 0

    var count: Int { bytes.count - start }

    mutating func append(_ more: Span<UInt8>) {
        dropConsumed()
        more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// The next line without its CRLF; `nil` until it has come whole. Bytes are judged in order, so that the verdict does
    /// not depend on how they were split into packets.
    mutating func nextLine(
        limit: Int, tooLong: @autoclosure () -> HTTPError
    ) throws(HTTPError) -> ArraySlice<UInt8>? {
        var index = start + scanned
        var afterReturn = scanned > 0 && bytes[index - 1] == ASCII.carriageReturn
        while index < bytes.count {
            let byte = bytes[index]
            if byte == ASCII.lineFeed {
                guard afterReturn else { throw .bareLineFeed }
                let line = bytes[start..<index - 1]
                start = index + 1
                scanned = 0
                return line
            }
            guard !afterReturn else { throw .bareCarriageReturn }
            guard byte != ASCII.null else { throw .nulByte }
            afterReturn = byte == ASCII.carriageReturn
            index += 1
            guard afterReturn || index - start <= limit else { throw tooLong() }
        }
        scanned = index - start
        return nil
    }

    /// The next byte, without taking it.
    var first: UInt8? { start < bytes.count ? bytes[start] : nil }

    mutating func dropFirst(_ count: Int = 1) {
        start += count
        scanned = 0
    }

    /// Looks at everything not yet consumed, without taking it.
    func look<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(bytes.span.extracting(start...)) }

    /// Moves up to `limit` bytes into memory of the caller's and says how many.
    mutating func move(upTo limit: Int, into output: inout [UInt8]) -> Int {
        let taken = min(limit, count)
        guard taken > 0 else { return 0 }
        output.append(contentsOf: bytes[start..<start + taken])
        start += taken
        scanned = 0
        return taken
    }

    /// Everything not yet consumed.
    consuming func rest() -> [UInt8] { Array(bytes[start...]) }

    private mutating func dropConsumed() {
        guard start > 0 else { return }
        if start < bytes.count {
            bytes.removeFirst(start)
        } else if bytes.capacity > Self.keptCapacity {
            bytes = []
        } else {
            bytes.removeAll(keepingCapacity: true)
        }
        start = 0
    }
}
