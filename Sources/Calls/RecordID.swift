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

    /// The digits.
    public var description: String { hex }

    /// By time.
    public static func < (one: RecordID, other: RecordID) -> Bool { one.hex < other.hex }
}
