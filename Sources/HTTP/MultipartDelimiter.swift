/// The bytes that stand before every part and behind the last: a line end, two dashes and the boundary (RFC 2046, 5.1.1).
struct MultipartDelimiter {
    /// Where it is, or may be, in some bytes.
    enum Place: Equatable {
        /// It begins here.
        case at(Int)
        /// It may begin here, once more has come; it is nowhere before.
        case perhapsAt(Int)
        /// It is nowhere.
        case absent
    }

    private let bytes: [UInt8]

    var count: Int { bytes.count }

    /// Takes the boundary from a `Content-Type`.
    init(contentType: String?) throws(MultipartError) {
        guard let text = contentType else { throw .notFormData }
        let mediaType = text.utf8.prefix { $0 != ASCII.semicolon }
        guard ASCII.sameText(ASCII.trimmed(mediaType), "multipart/form-data".utf8) else { throw .notFormData }
        guard let boundaries = HeaderParameters(text)?.values("boundary"), boundaries.count == 1,
            (1...70).contains(boundaries[0].utf8.count), boundaries[0].utf8.allSatisfy(Self.isBoundary),
            boundaries[0].utf8.last != ASCII.space
        else { throw .malformedBoundary }
        bytes = Array("\r\n--\(boundaries[0])".utf8)
    }

    /// The first place where it is or may be.
    func find(in input: Span<UInt8>) -> Place {
        var index = 0
        while index < input.count {
            if input[index] == ASCII.carriageReturn {
                let place = judge(input, at: index)
                if place != .absent { return place }
            }
            index += 1
        }
        return .absent
    }

    /// Whether it begins at an index.
    func judge(_ input: Span<UInt8>, at start: Int) -> Place {
        let count = min(bytes.count, input.count - start)
        for offset in 0..<count where input[start + offset] != bytes[offset] { return .absent }
        return count == bytes.count ? .at(start) : .perhapsAt(start)
    }

    /// `bchars` of RFC 2046, 5.1.1.
    private static func isBoundary(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || ASCII.isLetter(byte) || " '()+_,-./:=?".utf8.contains(byte)
    }
}
