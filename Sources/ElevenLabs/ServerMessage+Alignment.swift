import JSONWire

extension ServerMessage {
    /// When each character of an audio message is spoken, from the message's own start.
    public struct Alignment: Hashable, Sendable {
        /// The characters.
        public var characters: [String]
        /// When each starts, in milliseconds; as many as characters.
        public var startTimes: [Int]
        /// How long each lasts, in milliseconds; as many as characters.
        public var durations: [Int]

        /// Makes one.
        public init(characters: [String], startTimes: [Int], durations: [Int]) {
            self.characters = characters
            self.startTimes = startTimes
            self.durations = durations
        }
    }

    static func appendAlignment(_ alignment: Alignment, into output: inout [UInt8]) {
        JSONText.append(#","alignment":{"chars":"#, into: &output)
        appendArray(alignment.characters, into: &output) { JSONText.appendString($0, into: &$1) }
        JSONText.append(#","char_start_times_ms":"#, into: &output)
        appendArray(alignment.startTimes, into: &output) { JSONText.appendInteger($0, into: &$1) }
        JSONText.append(#","char_durations_ms":"#, into: &output)
        appendArray(alignment.durations, into: &output) { JSONText.appendInteger($0, into: &$1) }
        JSONText.append("}", into: &output)
    }

    private static func appendArray<Element>(
        _ elements: [Element], into output: inout [UInt8], _ append: (Element, inout [UInt8]) -> Void
    ) {
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(element, &output)
        }
        output.append(UInt8(ascii: "]"))
    }
}
