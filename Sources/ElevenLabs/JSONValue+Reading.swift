import JSONWire

extension JSONValue {
    /// The text, where it is one.
    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// As people read it: a string without its quotes, all else as JSON would have it.
    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): value
        case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }

    /// Every string in it, at whatever depth; keys are none.
    func forEachString(_ body: (String) -> Void) {
        switch self {
        case .null, .boolean, .integer, .number: break
        case .string(let text): body(text)
        case .array(let values): for value in values { value.forEachString(body) }
        case .object(let members): for value in members.values { value.forEachString(body) }
        }
    }
}
