import FoundationEssentials
import JSONWire

/// JSON text as it is being written: values straight into bytes, members of an object in the order of their names.
///
/// `JSONEncoder` builds a tree of dictionaries first, which for a page of calls takes four times as long as reading them.
final class JSONOutput {
    private struct Member {
        let name: String
        /// Where its value begins in `bytes`; it ends where the next begins.
        let start: Int
    }

    /// An object or array that has begun and not ended.
    private enum Container {
        case object(start: Int, firstMember: Int)
        case array(isEmpty: Bool)
    }

    private(set) var bytes: [UInt8] = []
    private var containers: [Container] = []
    private var members: [Member] = []
    private var scratch: [UInt8] = []

    // MARK: Values

    /// Writes a value, and ends what it has begun.
    func writeValue<Value: Encodable>(_ value: Value) throws {
        // As itself it would be an object of its parts.
        if let decimal = value as? Decimal, Value.self == Decimal.self { return append("\(decimal)") }
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

    func write(_ flag: Bool) { JSONText.appendBoolean(flag, into: &bytes) }

    func writeNull() { append("null") }

    private func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    // MARK: Containers

    func beginObject() { containers.append(.object(start: bytes.count, firstMember: members.count)) }

    func beginArray() {
        bytes.append(UInt8(ascii: "["))
        containers.append(.array(isEmpty: true))
    }

    /// What is written next is the value of this member.
    func beginMember(_ name: String) { members.append(Member(name: name, start: bytes.count)) }

    /// What is written next is an element.
    func beginElement() {
        guard case .array(let isEmpty) = containers.last else { preconditionFailure("an element needs an array") }
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        containers[containers.count - 1] = .array(isEmpty: false)
    }

    private func end() {
        switch containers.removeLast() {
        case .array: bytes.append(UInt8(ascii: "]"))
        case .object(let start, let firstMember): endObject(start, firstMember)
        }
    }

    /// Puts the values, which stand one after the other, into the order of their names, with the names before them.
    private func endObject(_ start: Int, _ firstMember: Int) {
        var (ordered, next) = ([(name: String, value: Range<Int>)](), bytes.count)
        for member in members[firstMember...].reversed() {
            ordered.append((member.name, member.start - start..<next - start))
            next = member.start
        }
        ordered.sort { $0.name < $1.name }
        // Owned here while it is changed: a property of an object is asked for at each access whether it may be.
        var bytes = Self.take(&self.bytes)
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: bytes[start...])
        let values = Self.take(&scratch)
        bytes.removeLast(bytes.count - start)
        bytes.append(UInt8(ascii: "{"))
        for (place, member) in ordered.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONText.appendString(member.name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: values[member.value])
        }
        bytes.append(UInt8(ascii: "}"))
        (self.bytes, scratch) = (bytes, values)
        members.removeLast(members.count - firstMember)
    }

    private static func take(_ bytes: inout [UInt8]) -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }
}
