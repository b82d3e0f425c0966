import FoundationEssentials
import JSONWire

/// JSON text as it is being written: values straight into bytes, members of an object in the order in which they are
/// declared. `JSONEncoder` builds a tree of dictionaries first, which for a page of calls takes longer than reading them.
final class JSONOutput {
    /// An object or array that has begun and not ended.
    private struct Container {
        let end: UInt8
        var isEmpty = true
    }

    private(set) var bytes: [UInt8] = []
    private var containers: [Container] = []

    /// Where an encoder writes.
    static func of(_ encoder: any Encoder) -> JSONOutput {
        guard let encoder = encoder as? JSONOutputEncoder else {
            preconditionFailure("what is text already goes into an answer's text only")
        }
        return encoder.output
    }

    // MARK: Values

    /// Writes a value, and ends what it has begun.
    func writeValue<Value: Encodable>(_ value: Value) throws {
        assert(
            Value.self != Date.self && Value.self != Data.self && Value.self != URL.self,
            "answers have times and addresses as text")
        let depth = containers.count
        try value.encode(to: JSONOutputEncoder(output: self))
        while containers.count > depth { end() }
    }

    func write(_ text: String) { JSONText.appendString(text, into: &bytes) }

    func writeInteger(_ number: some FixedWidthInteger) { append("\(number)") }

    /// A number without a fraction has none in JSON either.
    func write(_ number: Double) {
        precondition(number.isFinite, "an answer has finite numbers")
        if let whole = Int(exactly: number) { append("\(whole)") } else { append("\(number)") }
    }

    /// A number that is text already.
    func writeNumber(_ text: String) { append(text) }

    func write(_ flag: Bool) { JSONText.appendBoolean(flag, into: &bytes) }

    func writeNull() { append("null") }

    private func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    // MARK: Containers

    func beginObject() { begin(UInt8(ascii: "{"), end: UInt8(ascii: "}")) }

    func beginArray() { begin(UInt8(ascii: "["), end: UInt8(ascii: "]")) }

    /// What is written next is the value of this member.
    func beginMember(_ name: String) {
        beginElement()
        write(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes the members of an object that is text already.
    func writeMembers(of object: [UInt8]) {
        guard object.count > 2 else { return }
        beginElement()
        bytes.append(contentsOf: object[1..<object.count - 1])
    }

    /// What is written next is an element.
    func beginElement() {
        let last = containers.count - 1
        if containers[last].isEmpty {
            containers[last].isEmpty = false
        } else {
            bytes.append(UInt8(ascii: ","))
        }
    }

    private func begin(_ byte: UInt8, end: UInt8) {
        bytes.append(byte)
        containers.append(Container(end: end))
    }

    private func end() { bytes.append(containers.removeLast().end) }
}
