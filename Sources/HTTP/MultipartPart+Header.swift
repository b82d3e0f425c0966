extension MultipartPart {
    /// Judges the header of a part. Fields beside those named here are ignored (RFC 7578, 4.8).
    init(_ headers: HTTPHeaders) throws(MultipartError) {
        let dispositions = headers.values("Content-Disposition")
        guard dispositions.count == 1, let disposition = HeaderParameters(dispositions[0]),
            ASCII.sameText(disposition.value.utf8, "form-data".utf8)
        else { throw .malformedDisposition }
        let names = disposition.values("name")
        let filenames = disposition.values("filename")
        guard names.count == 1, filenames.count <= 1 else { throw .malformedDisposition }
        // Two names for one file would let two readers of one form see different files.
        guard disposition.values("filename*").isEmpty else { throw .extendedFilename }
        for coding in headers.values("Content-Transfer-Encoding")
        where !["7bit", "8bit", "binary"].contains(where: { ASCII.sameText($0.utf8, coding.utf8) }) {
            throw .unsupportedTransferEncoding
        }
        name = Self.unescaped(names[0])
        filename = filenames.first.map(Self.unescaped)
        contentType = headers["Content-Type"]
    }

    /// Undoes the three escapes that browsers, curl and Python write; every other percent sign is one, for they write it
    /// as it is (WHATWG HTML, "Constructing the form data set": multipart/form-data).
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var rest = Array(text.utf8)[...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            let high = rest.first.flatMap(ASCII.hexValue)
            let low = rest.dropFirst().first.flatMap(ASCII.hexValue)
            if byte == UInt8(ascii: "%"), let high, let low,
                [UInt8(ascii: "\""), ASCII.carriageReturn, ASCII.lineFeed].contains(high << 4 | low)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
