import Testing

@testable import Transport

@Suite("Address ranges") struct AddressRangeTests {
    @Test(
        "an address is in a range or not",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "1.2.3.4", true),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1/31", "192.0.2.0", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::/65", "2001:db8::7fff:0:0:1", true), ("2001:db8::/65", "2001:db8::8000:0:0:1", false),
            ("::1", "::1", true), ("::1", "::2", false), ("::/0", "2001::1", true),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
            ("::/0", "10.1.2.3", false), ("10.0.0.0/8", "::1", false),
        ])
    func contains(range: String, host: String, expected: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(SocketAddress(host: host, port: 1))
        #expect(range.contains(address) == expected)
    }

    @Test(
        "what is no range is refused",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10/8", "::/129", "a/8", "::/1/1",
        ])
    func malformed(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
