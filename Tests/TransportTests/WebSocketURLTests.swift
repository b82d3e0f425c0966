import Testing

@testable import Transport

@Suite("WebSocket URLs, RFC 6455 3")
struct WebSocketURLTests {
    private func parts(_ url: String) throws -> [String] {
        let url = try WebSocketURL(url)
        return ["\(url.isSecure)", url.host, "\(url.port)", url.target, url.authority]
    }

    @Test("scheme, host, port, path and query")
    func wellFormed() throws {
        #expect(try parts("ws://example.com") == ["false", "example.com", "80", "/", "example.com"])
        #expect(try parts("WSS://Example.com/") == ["true", "Example.com", "443", "/", "Example.com"])
        #expect(
            try parts("wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a&x=/?")
                == ["true", "api.elevenlabs.io", "443", "/v1/convai/conversation?agent_id=a&x=/?", "api.elevenlabs.io"])
        #expect(try parts("ws://127.0.0.1:8080/x") == ["false", "127.0.0.1", "8080", "/x", "127.0.0.1:8080"])
        #expect(try parts("ws://[::1]:9/x") == ["false", "::1", "9", "/x", "[::1]:9"])
        #expect(try parts("ws://[::1]") == ["false", "::1", "80", "/", "[::1]"])
        #expect(try parts("ws://h?q") == ["false", "h", "80", "/?q", "h"])
        #expect(try parts("ws://h:/p") == ["false", "h", "80", "/p", "h"])
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", "ws", "ws:", "ws://", "ws:///path", "ws:/h", "http://h/", "wsx://h/", "//h/", "ws://user@h/",
            "ws://user:secret@h/", "ws://h:0/", "ws://h:65536/", "ws://h:123456/", "ws://h:-1/", "ws://h:+1/",
            "ws://h:x/", "ws://h:80:80/", "ws://h/#fragment", "ws://h/ x", "ws://h/\r\nX: y", "ws://ü/", "ws://h/ü",
            "ws://[::1", "ws://[]/", "ws://[::1]x/", "ws://[h]/", "ws://::1/", "ws://h\\x/", "ws://h%41/",
        ])
    func malformed(url: String) {
        #expect(throws: ConnectError.malformedURL(url)) { try WebSocketURL(url) }
    }
}
