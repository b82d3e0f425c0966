/// A header value with parameters, as `form-data; name="file"; filename="leads.csv"` (RFC 9110, 5.6.6).
struct HeaderParameters {
    /// What stands before the first semicolon.
    let value: String
    private var parameters: [HTTPHeaders.Field] = []

    /// `nil` where it is malformed.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        value = String(decoding: ASCII.trimmed(Self.take(upTo: ASCII.semicolon, from: &rest)), as: UTF8.self)
        while rest.popFirst() != nil {
            rest = rest.drop(while: Self.isBlank)
            let name = Self.take(upTo: UInt8(ascii: "="), from: &rest)
            guard ASCII.isToken(name), rest.popFirst() != nil, let value = Self.takeValue(from: &rest) else {
                return nil
            }
            parameters.append(.init(name: String(decoding: name, as: UTF8.self), value: value))
            rest = rest.drop(while: Self.isBlank)
            guard rest.isEmpty || rest.first == ASCII.semicolon else { return nil }
        }
    }

    /// Every value under this name, whatever its case.
    func values(_ name: String) -> [String] {
        parameters.filter { ASCII.sameText($0.name.utf8, name.utf8) }.map(\.value)
    }
}

extension HeaderParameters {
    private static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }

    private static func take(upTo end: UInt8, from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let taken = rest.prefix { $0 != end }
        rest = rest[taken.endIndex...]
        return taken
    }

    /// A token or a quoted string. In the latter a backslash escapes a quote or a backslash, as curl has it, and otherwise
    /// is one: browsers write `C:\leads.csv` as it is.
    private static func takeValue(from rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix(while: ASCII.isToken)
            rest = rest[token.endIndex...]
            return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
        }
        rest.removeFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
                text.append(rest.removeFirst())
            default:
                text.append(byte)
            }
        }
        return nil
    }
}
