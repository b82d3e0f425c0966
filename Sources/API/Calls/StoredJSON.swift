import FoundationEssentials
import JSONWire

/// JSON that was stored as text and goes out as the value it stands for; text that is none goes out as a string.
struct StoredJSON: Encodable {
    private var value: JSONValue

    init(_ text: String) {
        value = (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .string(text)
    }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

    /// As a document of MongoDB has it. A member's name that begins with `$` would be taken for one of Extended JSON's types,
    /// or refused: its `$` becomes the full-width one, U+FF04.
    var asDocument: StoredJSON {
        var copy = self
        copy.value = Self.withoutOperators(value)
        return copy
    }

    private static func withoutOperators(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .boolean, .integer, .number, .string: value
        case .array(let elements): .array(elements.map(withoutOperators))
        case .object(let members):
            .object(
                Dictionary(
                    members.map { name, value in
                        (name.hasPrefix("$") ? "\u{FF04}" + name.dropFirst() : name, withoutOperators(value))
                    }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
