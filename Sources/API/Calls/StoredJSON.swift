import FoundationEssentials
import JSONWire

/// JSON that was stored as text and goes out as the value it stands for; text that is none goes out as a string.
struct StoredJSON: Encodable {
    private let value: JSONValue

    init(_ text: String) {
        value = (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .string(text)
    }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
