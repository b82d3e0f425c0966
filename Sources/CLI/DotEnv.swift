/// A `.env` file: `NAME=value` lines as users of other tools write them.
///
/// Understood: blank lines, `#` comments, a leading `export`, single quotes (as they stand), double quotes (`\n`, `\"`,
/// `\\`), and ` #` after an unquoted value. Nothing is expanded.
enum DotEnv {
    /// Reads a file's text.
    static func parse(_ text: String) throws(ConfigurationError) -> [String: String] {
        var values: [String: String] = [:]
        var problems: [String] = []
        for (index, rawLine) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var line = trimmed(rawLine)
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("export ") { line = trimmed(line.dropFirst("export ".count)) }
            guard let equals = line.firstIndex(of: "=") else {
                problems.append(".env line \(index + 1): write NAME=value")
                continue
            }
            let name = trimmed(line[..<equals])
            guard !name.isEmpty, name.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                problems.append(".env line \(index + 1): a name of letters, digits and '_' must stand before '='")
                continue
            }
            guard let value = unquoted(trimmed(line[line.index(after: equals)...])) else {
                problems.append(".env line \(index + 1): the quote of \(name) is not closed, or text follows it")
                continue
            }
            values[String(name)] = value
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return values
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" || character == "\r" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }

    /// The value without its quotes; `nil` where a quote is not closed.
    private static func unquoted(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            var value = text.hasPrefix("#") ? "" : text
            if let comment = value.firstRange(of: " #") { value = value[..<comment.lowerBound] }
            return String(trimmed(value))
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let tail = trimmed(rest)
                return tail.isEmpty || tail.hasPrefix("#") ? value : nil
            }
            if character == "\\", quote == "\"", let escaped = rest.popFirst() {
                value.append(escaped == "n" ? "\n" : escaped)
            } else {
                value.append(character)
            }
        }
        return nil
    }
}
