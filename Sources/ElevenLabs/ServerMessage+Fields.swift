import JSONWire

/// The parts that messages are put together from.
extension ServerMessage {
    static func appendHead(_ type: StaticString, _ payload: StaticString, into output: inout [UInt8]) {
        JSONText.append(#"{"type":""#, into: &output)
        JSONText.append(type, into: &output)
        JSONText.append(#"",""#, into: &output)
        JSONText.append(payload, into: &output)
        JSONText.append(#"":{"#, into: &output)
    }

    static func appendTail(into output: inout [UInt8]) {
        JSONText.append("}}", into: &output)
    }

    /// A field that is `nil` is left out, as old servers do.
    static func appendField(
        _ name: StaticString, _ value: String?, isFirst: Bool = false, into output: inout [UInt8]
    ) {
        guard let value else { return }
        appendName(name, isFirst: isFirst, into: &output)
        JSONText.appendString(value, into: &output)
    }

    static func appendField(_ name: StaticString, _ value: Int?, isFirst: Bool = false, into output: inout [UInt8]) {
        guard let value else { return }
        appendName(name, isFirst: isFirst, into: &output)
        JSONText.appendInteger(value, into: &output)
    }

    static func appendField(_ name: StaticString, _ value: Bool?, into output: inout [UInt8]) {
        guard let value else { return }
        appendName(name, isFirst: false, into: &output)
        JSONText.appendBoolean(value, into: &output)
    }

    private static func appendName(_ name: StaticString, isFirst: Bool, into output: inout [UInt8]) {
        JSONText.append(isFirst ? #"""# : #",""#, into: &output)
        JSONText.append(name, into: &output)
        JSONText.append(#"":"#, into: &output)
    }
}
