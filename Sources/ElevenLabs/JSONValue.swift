/// A JSON value of any kind, for what the vendor lets people put anything into.
enum JSONValue: Decodable, Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

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
