import HTTP
import Testing

@testable import WebSocket

@Suite("Sec-WebSocket-Extensions, RFC 6455 9.1")
struct WebSocketExtensionTests {
    private func list(_ values: String...) -> [String]? {
        var headers: HTTPHeaders = [:]
        for value in values { headers.add("sec-websocket-extensions", value) }
        return WebSocketExtension.list(in: headers)?.map(\.text)
    }

    @Test("names, parameters and values, with white space anywhere between them")
    func grammar() {
        #expect(list() == [])
        #expect(list("") == [])
        #expect(list("foo") == ["foo"])
        #expect(list("foo, bar; baz=2") == ["foo", "bar; baz=2"])
        #expect(list(" foo ;\tbar = 1 ; baz , foo") == ["foo; bar=1; baz", "foo"])
        #expect(list("foo", "bar") == ["foo", "bar"])
    }

    @Test("a value may be quoted, if what it says is a token")
    func quotes() {
        #expect(list(#"a; b="10""#) == ["a; b=10"])
        #expect(list(#"a; b="1\0" , c"#) == ["a; b=10", "c"])
        for value in [#"a; b="""#, #"a; b="1 0""#, #"a; b="10"#, #"a; b="1,0""#, #"a; b="10\"#] {
            #expect(list(value) == nil, "\(value)")
        }
    }

    @Test("RFC 9110, 5.6.1.2: empty elements are passed over")
    func emptyElements() { #expect(list(",foo , ,bar,") == ["foo", "bar"]) }

    @Test(
        "all else is malformed",
        arguments: ["foo bar", "foo;", "foo; =1", "foo; bar=", "foo; bar=1 2", "foo; bar=;", ";", "=", "fo(o)", "ä"])
    func malformed(value: String) { #expect(list(value) == nil) }
}
