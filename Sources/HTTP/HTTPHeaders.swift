/// Header fields in the order they came, found by name whatever its case (RFC 9110, 5.1).
public struct HTTPHeaders: Hashable, Sendable {
    /// One field: its name as sent and its value without surrounding white space.
    public struct Field: Hashable, Sendable {
        /// The name as sent.
        public var name: String
        /// The value without surrounding white space.
        public var value: String
    }

    /// All fields in order.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The value of the first field with this name; setting replaces every field of that name, `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.sameName($0.name, name) }?.value }
        set {
            fields.removeAll { Self.sameName($0.name, name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    /// Every value sent under this name, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { Self.sameName($0.name, name) }.map(\.value)
    }

    /// Adds a field and leaves those of the same name in place.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Whether a field that is a list of tokens, such as `Connection` or `Upgrade`, has this one, whatever its case.
    public func contains(_ name: String, token: String) -> Bool {
        values(name).contains { value in
            value.utf8.split(separator: UInt8(ascii: ",")).contains {
                ASCII.sameText(ASCII.trimmed($0), token.utf8)
            }
        }
    }

    private static func sameName(_ one: String, _ other: String) -> Bool { ASCII.sameText(one.utf8, other.utf8) }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Fields in the order written; a repeated name is sent twice.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }
}
