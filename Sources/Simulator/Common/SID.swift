/// Makes identifiers of the vendors' kind: a prefix and 32 random hexadecimal digits.
enum SID {
    static func make(_ prefix: String) -> String { prefix + hex() + hex() }

    private static func hex() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
