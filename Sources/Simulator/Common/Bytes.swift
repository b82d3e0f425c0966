extension [UInt8] {
    /// Appends borrowed bytes.
    mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Appends Base64 text with `\/` turned into `/`: the one JSON escape that such text may hold.
    mutating func appendUnescapingSolidus(_ text: Span<UInt8>) {
        for index in text.indices where text[index] != UInt8(ascii: "\\") { append(text[index]) }
    }
}
