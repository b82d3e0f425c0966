/// Whole numbers from their digits.
enum JSONNumber {
    /// The number these bytes write, `nil` where they are not an optional minus and digits or the number does not fit.
    static func integer(of range: Range<Int>, in text: Span<UInt8>) -> Int? {
        var offset = range.lowerBound
        let isNegative = offset < range.upperBound && text[offset] == UInt8(ascii: "-")
        if isNegative { offset += 1 }
        guard offset < range.upperBound else { return nil }
        var number = 0
        while offset < range.upperBound {
            guard isDigit(text[offset]) else { return nil }
            let digit = Int(text[offset] - UInt8(ascii: "0"))
            let (tens, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tens.subtractingReportingOverflow(digit)
            guard !overflows, !overflowsToo else { return nil }
            number = sum
            offset += 1
        }
        // Gathered below zero, where there is one number more.
        guard !isNegative else { return number }
        return number == .min ? nil : -number
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
