/// A range of addresses in CIDR notation, such as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a range of one.
public struct AddressRange: Hashable, Sendable {
    private let number: SocketAddress.Number
    private let prefixLength: Int

    /// Reads a range; `nil` where it is none. Bits beyond the prefix are ignored.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let number = SocketAddress.Number(String(first)) else { return nil }
        let width = number.width
        guard parts.count == 2 else {
            self.number = number
            prefixLength = width
            return
        }
        let digits = parts[1].utf8
        guard digits.count <= 3, digits.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
            length <= width
        else { return nil }
        self.number = number
        prefixLength = length
    }

    /// This machine itself: 127.0.0.0/8 and ::1.
    public static let loopback = [AddressRange("127.0.0.0/8"), AddressRange("::1")].compactMap(\.self)

    /// Whether the address is in it. IPv4 written in IPv6 (`::ffff:192.0.2.1`) counts as IPv4 (RFC 4291, 2.5.5.2).
    public func contains(_ address: SocketAddress) -> Bool {
        switch (number.unmapped, address.number.unmapped) {
        case (.v4(let one), .v4(let other)):
            Self.agree(UInt64(one) << 32, UInt64(other) << 32, bits: prefixLength - number.width + 32)
        case (.v6(let high, let low), .v6(let otherHigh, let otherLow)):
            Self.agree(high, otherHigh, bits: min(prefixLength, 64))
                && Self.agree(low, otherLow, bits: max(prefixLength - 64, 0))
        case (.v4, .v6), (.v6, .v4): false
        }
    }

    private static func agree(_ one: UInt64, _ other: UInt64, bits: Int) -> Bool {
        bits <= 0 || (one ^ other) >> (64 - UInt64(bits)) == 0
    }
}

private extension SocketAddress.Number {
    /// Bits in an address as it was written.
    var width: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// IPv4, where it is IPv4 written in IPv6.
    var unmapped: SocketAddress.Number {
        switch self {
        case .v6(high: 0, low: let low) where low >> 32 == 0xffff: .v4(UInt32(truncatingIfNeeded: low))
        case .v4, .v6: self
        }
    }
}
