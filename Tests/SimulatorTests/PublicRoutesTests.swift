import Testing

@testable import Simulator

@Suite("Public addresses and where they are really found")
struct PublicRoutesTests {
    @Test("scheme and authority are exchanged, WebSocket stays WebSocket, the rest stays as it is")
    func exchange() {
        let routes = PublicRoutes()
        routes.add("https://bridge.example.com", at: "http://127.0.0.1:8080")
        #expect(routes.local("https://bridge.example.com/a/b?c=d%20e#rc=2") == "http://127.0.0.1:8080/a/b?c=d%20e")
        #expect(routes.local("wss://bridge.example.com/media") == "ws://127.0.0.1:8080/media")
        #expect(routes.local("https://other.example.com/a") == "https://other.example.com/a")
        #expect(routes.local("https://bridge.example.com:444/a") == "https://bridge.example.com:444/a")
    }

    @Test("the newest route of an address counts")
    func newest() {
        let routes = PublicRoutes()
        routes.add("https://b.example.com/", at: "http://127.0.0.1:1/")
        routes.add("https://b.example.com/", at: "https://127.0.0.1:2/")
        #expect(routes.local("wss://b.example.com/m") == "wss://127.0.0.1:2/m")
    }

    @Test("what is no URL stays as it is")
    func noURL() {
        #expect(PublicRoutes().local("/relative") == "/relative")
        #expect(URLParts("ftp://x/") == nil)
        #expect(URLParts("https://") == nil)
        #expect(URLParts("ws://127.0.0.1:1/a?b=c#d")?.query == "b=c")
    }
}
