import Testing

@testable import Transport

@Suite struct SocketAddressTests {
    @Test(
        "numeric addresses are taken and spelt in the usual way",
        arguments: [
            ("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("0:0:0:0:0:0:0:1", "[::1]:80"),
            ("2001:DB8::0001", "[2001:db8::1]:80"), ("::ffff:192.0.2.1", "[::ffff:192.0.2.1]:80"),
            ("0.0.0.0", "0.0.0.0:80"), ("255.255.255.255", "255.255.255.255:80"),
        ])
    func numeric(host: String, description: String) {
        #expect(SocketAddress(host: host, port: 80)?.description == description)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "localhost", "127.1", "0x7f.0.0.1", "017.0.0.1", "127.0.0.1 ", "256.0.0.1", "[::1]", "fe80::1%lo",
            ":::1",
        ])
    func notNumeric(host: String) {
        #expect(SocketAddress(host: host, port: 80) == nil)
    }

    @Test("a port is 0 to 65535", arguments: [(-1, false), (0, true), (65_535, true), (65_536, false)])
    func ports(port: Int, isOne: Bool) {
        #expect((SocketAddress(host: "::1", port: port) != nil) == isOne)
    }

    @Test("two spellings of an address are equal")
    func equality() {
        #expect(SocketAddress(host: "::1", port: 1) == SocketAddress(host: "0::0:1", port: 1))
        #expect(SocketAddress(host: "::1", port: 1) != SocketAddress(host: "::1", port: 2))
    }

    @Test(
        "loopback is 127.0.0.0/8 and ::1, also as IPv4 in IPv6",
        arguments: [
            ("127.0.0.1", true), ("127.255.0.3", true), ("128.0.0.1", false), ("126.255.255.255", false),
            ("::1", true), ("::2", false), ("::", false), ("::ffff:127.0.0.1", true), ("::ffff:127.9.8.7", true),
            ("::ffff:128.0.0.1", false), ("::127.0.0.1", false), ("1::1", false), ("10.0.0.1", false),
        ])
    func loopback(host: String, isLoopback: Bool) throws {
        #expect(try #require(SocketAddress(host: host, port: 1)).isLoopback == isLoopback)
    }

    @Test("an address goes to the system and comes back", arguments: ["192.0.2.77", "2001:db8::ff00:42:8329"])
    func system(host: String) throws {
        let address = try #require(SocketAddress(host: host, port: 4711))
        #expect(
            address.withSystemAddress { pointer, _ in SocketAddress(copying: UnsafeRawPointer(pointer)) } == address)
    }
}
