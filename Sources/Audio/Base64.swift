/// Base64 (RFC 4648, 4: standard alphabet, padded) from and into memory the caller keeps: the media path pays for no copy.
public enum Base64 {
    /// Appends the decoded bytes; `false`, with nothing appended, where the text is not canonical padded Base64.
    public static func decode(_ text: Span<UInt8>, into output: inout [UInt8]) -> Bool { fatalError("stub") }

    /// Appends the text of these bytes.
    public static func encode(_ bytes: Span<UInt8>, into output: inout [UInt8]) { fatalError("stub") }
}
