/// `application/x-www-form-urlencoded`: names and values in order, as Twilio sends them and takes them.
public enum FormCoding {
    /// One pair.
    public struct Field: Hashable, Sendable {
        /// The decoded name.
        public var name: String
        /// The decoded value, empty where there was none.
        public var value: String

        /// Makes a pair.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Decodes a body or a query, in which a plus is a space; `nil` where an escape is malformed or a text is not UTF-8.
    public static func decode(_ bytes: [UInt8]) -> [Field]? { decode(bytes[...]) }

    static func decode(_ bytes: some Collection<UInt8>) -> [Field]? {
        var fields: [Field] = []
        // Empty pieces, as in `a=1&&b=2`, stand for nothing (WHATWG URL, 5.1).
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = text(parts[0]), let value = parts.count == 2 ? text(parts[1]) : "" else { return nil }
            fields.append(Field(name, value))
        }
        return fields
    }

    /// Encodes pairs; everything but letters, digits and `-._*` is escaped, a space becomes `%20`, a plus `%2B`.
    public static func encode(_ fields: [Field]) -> [UInt8] {
        var output: [UInt8] = []
        for field in fields {
            if !output.isEmpty { output.append(UInt8(ascii: "&")) }
            PercentCoding.append(field.name.utf8, to: &output, keeping: isKept)
            output.append(UInt8(ascii: "="))
            PercentCoding.append(field.value.utf8, to: &output, keeping: isKept)
        }
        return output
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String? {
        PercentCoding.decode(bytes, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The tilde is escaped too, as the standard for forms has it (WHATWG URL, 1.3).
    private static func isKept(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || (ASCII.isUnreserved(byte) && byte != UInt8(ascii: "~"))
    }
}
