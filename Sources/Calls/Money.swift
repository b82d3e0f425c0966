/// An amount in millionths of the account's currency: whole numbers, so that sums are exact.
public struct Money: Sendable, Hashable, Comparable {
    /// Millionths.
    public let millionths: Int64

    /// Makes an amount of so many millionths.
    public init(millionths: Int64) { self.millionths = millionths }

    /// Reads `0.10`: digits, and up to six behind a point. `nil` for anything else, or for a million and more.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...6).contains(parts[0].utf8.count),
            parts.count == 1 || (1...6).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let digits = parts[0] + fraction + String(repeating: "0", count: 6 - fraction.utf8.count)
        guard let millionths = Int64(digits) else { return nil }
        self.millionths = millionths
    }

    /// The amount in digits, without zeros at its end.
    public var text: String {
        let (whole, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        let sign = millionths < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(whole)" }
        // The leading one keeps zeros behind the point.
        var digits = String(rest + 1_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }

    /// So many times the amount; the largest there is where that is beyond it.
    public static func * (amount: Money, count: Int) -> Money {
        let (product, overflows) = amount.millionths.multipliedReportingOverflow(by: Int64(count))
        return Money(millionths: overflows ? .max : product)
    }

    /// The sum, or the largest amount there is where it is beyond that.
    public static func + (one: Money, other: Money) -> Money {
        let (sum, overflows) = one.millionths.addingReportingOverflow(other.millionths)
        return Money(millionths: overflows ? .max : sum)
    }

    /// By amount.
    public static func < (one: Money, other: Money) -> Bool { one.millionths < other.millionths }
}
