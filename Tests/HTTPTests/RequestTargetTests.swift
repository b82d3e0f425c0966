import HTTP
import Testing

@Suite("Request target") struct RequestTargetTests {
    @Test("path and query are taken apart")
    func parts() throws {
        let target = try #require(RequestTarget("/api/calls/CA%201+2?limit=10&q=a+b&limit=20"))
        #expect(target.path == "/api/calls/CA%201+2")
        #expect(target.segments == ["api", "calls", "CA 1+2"])
        #expect(target.query("limit") == "10")
        #expect(target.query("q") == "a b")
        #expect(target.query("x") == nil)
    }

    @Test("empty segments are kept, but the root has none")
    func emptySegments() {
        #expect(RequestTarget("/")?.segments == [])
        #expect(RequestTarget("/?a=b")?.segments == [])
        #expect(RequestTarget("/a/")?.segments == ["a", ""])
        #expect(RequestTarget("//a")?.segments == ["", "a"])
        #expect(RequestTarget("/a?")?.query == [])
        #expect(RequestTarget("/a?b?c=d")?.query == [.init("b?c", "d")])
    }

    @Test(
        "what could mislead a router is refused",
        arguments: [
            "", "a", "*", "http://a/", "/%", "/%2", "/a%2Fb", "/a%00", "/%ff", "/..", "/a/%2e%2E/b", "/./a", "/?%",
        ])
    func refused(text: String) {
        #expect(RequestTarget(text) == nil)
    }
}
