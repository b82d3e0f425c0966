/// Base64 as it stands in a JSON message.
enum Base64Text {
    /// How many bytes a padded text stands for; the text is not judged.
    static func byteCount(_ text: Span<UInt8>) -> Int {
        guard text.count >= 4 else { return 0 }
        var padding = 0
        while padding < 2, text[text.count - 1 - padding] == UInt8(ascii: "=") { padding += 1 }
        return text.count / 4 * 3 - padding
    }

    /// The text without its JSON escapes; `nil` where there is another than `\/`: no other belongs in Base64.
    ///
    /// In memory of its own, which goes again: neither vendor has been seen to escape anything, and a message may be large.
    static func unescaped(_ text: Span<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "\\") {
                index += 1
                guard index < text.count, text[index] == UInt8(ascii: "/") else { return nil }
            }
            output.append(text[index])
            index += 1
        }
        return output
    }
}
