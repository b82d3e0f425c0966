import FoundationEssentials

/// An identifier of ours: 24 lower-case hex digits, ordered by the time it was made.
public struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The digits.
    public let hex: String

    /// Takes 24 hex digits; `nil` for anything else.
    public init?(_ hex: String) {
        guard hex.utf8.count == 24,
            hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.hex = hex
    }

    /// Lays out 4 bytes of seconds, 5 of a node and 3 of a counter; higher bits are cut off.
    init(seconds: UInt32, node: UInt64, counter: UInt32) {
        let high = UInt64(seconds) << 32 | (node >> 8) & 0xFFFF_FFFF
        let low = UInt32(truncatingIfNeeded: node & 0xFF) << 24 | counter & 0xFF_FFFF
        hex = Self.digits(of: high) + Self.digits(of: low)
    }

    /// The lowest identifier that could be made at this date, to the second; dates beyond what fits are cut to it.
    static func floor(of date: Date) -> RecordID {
        RecordID(seconds: UInt32(clamping: Int64(date.timeIntervalSince1970.rounded(.down))), node: 0, counter: 0)
    }

    /// The lowest identifier that could be made at the first full second not before this date.
    static func ceiling(of date: Date) -> RecordID {
        .floor(of: Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.up)))
    }

    private static func digits<Value: FixedWidthInteger & UnsignedInteger>(of value: Value) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: Value.bitWidth / 4 - text.count) + text
    }

    /// The digits.
    public var description: String { hex }

    /// By time.
    public static func < (one: RecordID, other: RecordID) -> Bool { one.hex < other.hex }
}
