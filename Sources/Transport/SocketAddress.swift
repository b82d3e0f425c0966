import CLinux
import Glibc

/// A numeric address and port, IPv4 or IPv6.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The numeric address in its usual spelling, for example `127.0.0.1` or `::1`.
    public let host: String
    /// 0 to 65535; 0 asks the system for a free one.
    public let port: Int
    /// As the system takes it.
    let number: Number

    /// The address as bytes, in network order.
    enum Number: Hashable, Sendable {
        case v4(UInt32)
        case v6(high: UInt64, low: UInt64)
    }

    /// Takes a numeric address; `nil` where it is none, or the port is outside 0 to 65535.
    ///
    /// IPv6 is written without brackets; scopes (`fe80::1%eth0`) are not taken.
    public init?(host: String, port: Int) {
        guard let number = Number(host) else { return nil }
        self.init(number, port: port)
    }

    /// `nil` where the port is outside 0 to 65535.
    init?(_ number: Number, port: Int) {
        guard (0...65535).contains(port) else { return nil }
        self.number = number
        self.port = port
        host = number.description
    }

    /// 127.0.0.1 at this port.
    public static func loopback(port: Int = 0) -> SocketAddress {
        guard let address = SocketAddress(.v4(0x7f00_0001), port: port) else {
            fatalError("a port is 0 to 65535, not \(port)")
        }
        return address
    }

    /// Whether it is 127.0.0.0/8, ::1, or one of these written as IPv4 in IPv6.
    public var isLoopback: Bool {
        switch number {
        case .v4(let bits): bits >> 24 == 127
        case .v6(high: 0, low: 1): true
        // RFC 4291, 2.5.5.2: ::ffff:a.b.c.d
        case .v6(high: 0, low: let low): low >> 24 == 0xffff_7f
        case .v6: false
        }
    }

    /// `127.0.0.1:8080`, `[::1]:8080`.
    public var description: String {
        switch number {
        case .v4: "\(host):\(port)"
        case .v6: "[\(host)]:\(port)"
        }
    }
}

extension SocketAddress.Number: CustomStringConvertible {
    /// Reads `192.0.2.1` or `2001:db8::1`; `nil` for anything else.
    init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self.init(six)
    }

    init(_ address: in6_addr) {
        self = withUnsafeBytes(of: address) { bytes in
            .v6(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }

    var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            guard let start = text.baseAddress else { return "" }
            switch self {
            case .v4(let bits):
                var address = in_addr(s_addr: bits.bigEndian)
                inet_ntop(AF_INET, &address, start, socklen_t(INET_ADDRSTRLEN))
            case .v6(let high, let low):
                var address = in6_addr(high: high, low: low)
                inet_ntop(AF_INET6, &address, start, socklen_t(INET6_ADDRSTRLEN))
            }
            return String(cString: start)
        }
    }
}

extension in6_addr {
    /// From two halves as numbers, first bytes first.
    init(high: UInt64, low: UInt64) {
        self.init()
        withUnsafeMutableBytes(of: &self) { bytes in
            bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
    }
}
