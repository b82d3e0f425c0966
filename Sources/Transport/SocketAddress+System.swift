import CLinux
import Glibc

/// Between our addresses and the system's `sockaddr`.
extension SocketAddress {
    /// `AF_INET` or `AF_INET6`.
    var family: Int32 {
        switch number {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }

    /// Lends the address as a `sockaddr`.
    func withSystemAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch number {
        case .v4(let bits):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr = in_addr(s_addr: bits.bigEndian)
            return Self.lend(address, body)
        case .v6(let high, let low):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(port).bigEndian
            address.sin6_addr = in6_addr(high: high, low: low)
            return Self.lend(address, body)
        }
    }

    /// Lets a call fill in a `sockaddr` and reads it; `nil` where it is neither IPv4 nor IPv6.
    static func filled(by body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Void)
        -> SocketAddress?
    {
        var storage = sockaddr_storage()
        return withUnsafeMutablePointer(to: &storage) { storage in
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
            return SocketAddress(copying: UnsafeRawPointer(storage))
        }
    }

    /// Reads a `sockaddr` of either family.
    init?(copying address: UnsafeRawPointer) {
        switch Int32(address.load(as: sockaddr.self).sa_family) {
        case AF_INET:
            let four = address.load(as: sockaddr_in.self)
            self.init(.v4(UInt32(bigEndian: four.sin_addr.s_addr)), port: Int(UInt16(bigEndian: four.sin_port)))
        case AF_INET6:
            let six = address.load(as: sockaddr_in6.self)
            self.init(Number(six.sin6_addr), port: Int(UInt16(bigEndian: six.sin6_port)))
        default:
            return nil
        }
    }

    private static func lend<Address, Result>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sockaddr in
                body(sockaddr, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
