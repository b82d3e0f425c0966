/// Lets values write themselves into a `JSONOutput`. Containers within containers are made by values of their own, never by
/// hand, so that a value's end is the end of what it began.
struct JSONOutputEncoder: Encoder {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        output.beginObject()
        return KeyedEncodingContainer(JSONObjectContainer<Key>(output: output))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        output.beginArray()
        return JSONArrayContainer(output: output)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONValueContainer(output: output) }
}

private func unsupported() -> Never { preconditionFailure("no view nests containers by hand") }

private struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }

    private func member(_ key: Key) -> JSONOutput {
        output.beginMember(key.stringValue)
        return output
    }

    func encodeNil(forKey key: Key) { member(key).writeNull() }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key).writeValue(value) }
    func encode(_ value: Bool, forKey key: Key) { member(key).write(value) }
    func encode(_ value: String, forKey key: Key) { member(key).write(value) }
    func encode(_ value: Double, forKey key: Key) { member(key).write(value) }
    func encode(_ value: Int, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: Int8, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: Int16, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: Int32, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: Int64, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: UInt, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: UInt8, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: UInt16, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: UInt32, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: UInt64, forKey key: Key) { member(key).writeInteger(value) }
    func encode(_ value: Float, forKey key: Key) { member(key).write(Double(value)) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { unsupported() }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { unsupported() }
    func superEncoder() -> any Encoder { unsupported() }
    func superEncoder(forKey key: Key) -> any Encoder { unsupported() }
}

private struct JSONArrayContainer: UnkeyedEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }
    private(set) var count = 0

    init(output: JSONOutput) { self.output = output }

    private mutating func element() -> JSONOutput {
        count += 1
        output.beginElement()
        return output
    }

    mutating func encodeNil() { element().writeNull() }
    mutating func encode(_ value: some Encodable) throws { try element().writeValue(value) }
    mutating func encode(_ value: Bool) { element().write(value) }
    mutating func encode(_ value: String) { element().write(value) }
    mutating func encode(_ value: Double) { element().write(value) }
    mutating func encode(_ value: Int) { element().writeInteger(value) }
    mutating func encode(_ value: Int8) { element().writeInteger(value) }
    mutating func encode(_ value: Int16) { element().writeInteger(value) }
    mutating func encode(_ value: Int32) { element().writeInteger(value) }
    mutating func encode(_ value: Int64) { element().writeInteger(value) }
    mutating func encode(_ value: UInt) { element().writeInteger(value) }
    mutating func encode(_ value: UInt8) { element().writeInteger(value) }
    mutating func encode(_ value: UInt16) { element().writeInteger(value) }
    mutating func encode(_ value: UInt32) { element().writeInteger(value) }
    mutating func encode(_ value: UInt64) { element().writeInteger(value) }
    mutating func encode(_ value: Float) { element().write(Double(value)) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        unsupported()
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { unsupported() }
    func superEncoder() -> any Encoder { unsupported() }
}

private struct JSONValueContainer: SingleValueEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { output.writeNull() }
    func encode(_ value: some Encodable) throws { try output.writeValue(value) }
    func encode(_ value: Bool) { output.write(value) }
    func encode(_ value: String) { output.write(value) }
    func encode(_ value: Double) { output.write(value) }
    func encode(_ value: Int) { output.writeInteger(value) }
    func encode(_ value: Int8) { output.writeInteger(value) }
    func encode(_ value: Int16) { output.writeInteger(value) }
    func encode(_ value: Int32) { output.writeInteger(value) }
    func encode(_ value: Int64) { output.writeInteger(value) }
    func encode(_ value: UInt) { output.writeInteger(value) }
    func encode(_ value: UInt8) { output.writeInteger(value) }
    func encode(_ value: UInt16) { output.writeInteger(value) }
    func encode(_ value: UInt32) { output.writeInteger(value) }
    func encode(_ value: UInt64) { output.writeInteger(value) }
    func encode(_ value: Float) { output.write(Double(value)) }
}
