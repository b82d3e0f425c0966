import HTTP

extension FuzzTarget {
    /// Forms with files. The first byte chooses: 1 roomy limits, 2 the first line is the `Content-Type`.
    static let multipart = FuzzTarget("multipart", upTo: 1024) { bytes throws(FuzzFinding) in
        var input = FuzzInput(bytes)
        let limits =
            input.chooses(0)
            ? MultipartLimits() : MultipartLimits(partCount: 2, partHeaderByteCount: 64, surroundingsByteCount: 12)
        var contentType = "multipart/form-data; boundary=XX"
        if input.chooses(1) {
            let line = input.bytes.prefix { $0 != UInt8(ascii: "\n") }
            contentType = String(decoding: line, as: UTF8.self)
            input = FuzzInput(Array(bytes.prefix(2)) + input.bytes.dropFirst(line.count + 1))
        }
        let whole = FormHeard([input.bytes], contentType, limits)
        try demandSame(whole, FormHeard(input.pieces, contentType, limits), "pieces change nothing")
        try demand(whole.parts.count <= limits.partCount, "no more parts than allowed")
        let held = whole.parts.reduce(0) { $0 + $1.bytes.count }
        try demand(held <= input.bytes.count, "no more is held than was sent")
        try demandSame(whole.isComplete, whole.error == nil, "complete or refused")
        if whole.isComplete { try repeatForm(whole) }
    }

    /// Written by us and read again, a form is the same.
    private static func repeatForm(_ form: FormHeard) throws(FuzzFinding) {
        let boundary = "nothing-that-any-part-has-a-line-beginning-with"
        var wire: [UInt8] = []
        for part in form.parts {
            wire += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(escaped(part.head.name))\"".utf8
            if let filename = part.head.filename { wire += "; filename=\"\(escaped(filename))\"".utf8 }
            if let type = part.head.contentType { wire += "\r\nContent-Type: \(type)".utf8 }
            wire += Array("\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
        }
        wire += "--\(boundary)--\r\n".utf8
        let roomy = MultipartLimits(partHeaderByteCount: 1 << 20)
        let again = FormHeard([wire], "multipart/form-data; boundary=\(boundary)", roomy)
        try demandSame(again, form, "a form written again is the same")
    }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": text += "%22"
            case "\r": text += "%0D"
            case "\n": text += "%0A"
            case "\\": text += "\\\\"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// What came of a form: its parts, whether it was complete, and the error that ended it.
private struct FormHeard: Equatable {
    struct Part: Equatable {
        let head: MultipartPart
        var bytes: [UInt8] = []
        var isComplete = false
    }

    var parts: [Part] = []
    var isComplete = false
    var error: MultipartError?

    init(_ pieces: [[UInt8]], _ contentType: String, _ limits: MultipartLimits) {
        do throws(MultipartError) {
            var parser = try MultipartParser(contentType: contentType, limits: limits)
            for piece in pieces {
                parser.receive(piece.span)
                try read(&parser)
            }
            parser.receiveEnd()
            try read(&parser)
        } catch {
            self.error = error
        }
    }

    private mutating func read(_ parser: inout MultipartParser) throws(MultipartError) {
        while let event = try parser.next() {
            switch event {
            case .partBegan(let head): parts.append(Part(head: head))
            case .partContinued(let bytes): parts[parts.count - 1].bytes += bytes
            case .partEnded: parts[parts.count - 1].isComplete = true
            case .ended: isComplete = true
            }
        }
    }
}
