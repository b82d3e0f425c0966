/// A numeric address and port, IPv4 or IPv6.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The numeric address, for example `127.0.0.1` or `::1`.
    public let host: String
    /// 0 to 65535; 0 asks the system for a free one.
    public let port: Int

    /// Takes a numeric address; `nil` where it is none.
    public init?(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// 127.0.0.1 at this port.
    public static func loopback(port: Int = 0) -> SocketAddress { fatalError("stub") }

    /// Whether it is 127.0.0.0/8, ::1, or one of these written as IPv4 in IPv6.
    public var isLoopback: Bool { fatalError("stub") }

    /// `127.0.0.1:8080`, `[::1]:8080`.
    public var description: String { "\(host):\(port)" }
}
