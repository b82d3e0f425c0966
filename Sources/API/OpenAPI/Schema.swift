import JSONWire

/// What a JSON value looks like: a JSON Schema (2020-12), with the named ones it refers to.
///
/// Patterns are of the kind that ECMA-262 and Python read alike, for those who check answers use either.
struct Schema: Sendable {
    /// A member of an object.
    struct Member: Sendable {
        let name: String
        let schema: Schema
        /// Whether it is always there, or has to be.
        let isRequired: Bool

        init(_ name: String, _ schema: Schema, isRequired: Bool) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }

        /// A member that a body has to have.
        static func required(_ name: String, _ schema: Schema, _ about: String) -> Member {
            Member(name, schema.about(about), isRequired: true)
        }

        /// A member that may be left out.
        static func optional(_ name: String, _ schema: Schema, _ about: String) -> Member {
            Member(name, schema.about(about), isRequired: false)
        }
    }

    /// What is said of the value itself.
    private(set) var keywords: [String: JSONValue]
    /// Schemas that are referred to, by name.
    private(set) var named: [String: JSONValue]

    init(_ keywords: [String: JSONValue], named: [String: JSONValue] = [:]) {
        self.keywords = keywords
        self.named = named
    }

    /// The schema as it is written where it is used.
    var json: JSONValue { .object(keywords) }
}

// MARK: Plain values

extension Schema {
    static let anything = Schema([:])
    static let boolean = Schema(["type": "boolean"])
    static let integer = Schema(["type": "integer"])
    static let number = Schema(["type": "number"])
    static let string = Schema(["type": "string"])
    /// An id of ours.
    static let id = Schema.string(pattern: "^[0-9a-f]{24}$")
    /// A time in ISO 8601, in UTC.
    static let time = Schema(["type": "string", "format": "date-time"])
    /// A telephone number as people write it. The format is ours: no pattern knows which numbers there are.
    static let phoneNumber = Schema(["type": "string", "format": "phone-number"])

    static func integer(_ range: ClosedRange<Int>) -> Schema {
        Schema([
            "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
            "maximum": .integer(Int64(range.upperBound)),
        ])
    }

    /// A text of so many characters, which are Unicode's scalar values here as everywhere in JSON Schema.
    static func string(_ length: ClosedRange<Int>? = nil, pattern: String? = nil) -> Schema {
        var keywords: [String: JSONValue] = ["type": "string"]
        if let length {
            if length.lowerBound > 0 { keywords["minLength"] = .integer(Int64(length.lowerBound)) }
            keywords["maxLength"] = .integer(Int64(length.upperBound))
        }
        if let pattern { keywords["pattern"] = .string(pattern) }
        return Schema(keywords)
    }

    /// One of an enumeration's words.
    static func words<Word: CaseIterable & RawRepresentable<String>>(_ words: Word.Type) -> Schema {
        Schema(["type": "string", "enum": .array(words.allCases.map { .string($0.rawValue) })])
    }

    /// This very value.
    static func constant(_ value: JSONValue) -> Schema { Schema(["const": value]) }
}

// MARK: What is made of others

extension Schema {
    static func array(of element: Schema) -> Schema {
        Schema(["type": "array", "items": element.json], named: element.named)
    }

    /// An object whose members' names are data.
    static func map(of value: Schema, names: Schema? = nil, atMost limit: Int? = nil) -> Schema {
        var keywords: [String: JSONValue] = ["type": "object", "additionalProperties": value.json]
        if let names { keywords["propertyNames"] = names.json }
        if let limit { keywords["maxProperties"] = .integer(Int64(limit)) }
        return Schema(keywords, named: value.named)
    }

    /// An object. Members that are not listed may come one day, and readers should pass over them.
    static func object(_ members: [Member]) -> Schema {
        var keywords: [String: JSONValue] = ["type": "object"]
        keywords["properties"] = .object(Dictionary(members.map { ($0.name, $0.schema.json) }) { $1 })
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { keywords["required"] = .array(required) }
        return Schema(keywords, named: merged(members.map(\.schema)))
    }

    /// An object that the document describes once, under a name.
    static func object(_ name: String, _ about: String, _ members: [Member]) -> Schema {
        let object = object(members).about(about)
        var named = object.named
        named[name] = object.json
        return Schema(["$ref": "#/components/schemas/\(name)"], named: named)
    }

    /// A value of any of these kinds.
    static func any(of schemas: [Schema]) -> Schema {
        Schema(["anyOf": .array(schemas.map(\.json))], named: merged(schemas))
    }

    /// The same, or `null`.
    var orNull: Schema {
        guard let type = keywords["type"] else { return .any(of: [self, Schema(["type": "null"])]) }
        var schema = self
        schema.keywords["type"] = [type, "null"]
        if case .array(let words) = keywords["enum"] { schema.keywords["enum"] = .array(words + [.null]) }
        return schema
    }

    /// The same, with a sentence for people.
    func about(_ text: String) -> Schema {
        var schema = self
        if !text.isEmpty { schema.keywords["description"] = .string(text) }
        return schema
    }

    private static func merged(_ schemas: [Schema]) -> [String: JSONValue] {
        schemas.reduce(into: [:]) { $0.merge($1.named) { one, _ in one } }
    }
}
