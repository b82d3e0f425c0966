import HTTP
import Testing

@Suite("Header fields") struct HTTPHeadersTests {
    @Test("found by name whatever its case, in order")
    func lookup() {
        var headers: HTTPHeaders = ["Set-Cookie": "a", "X": "1"]
        headers.add("set-cookie", "b")
        #expect(headers["SET-COOKIE"] == "a")
        #expect(headers.values("Set-Cookie") == ["a", "b"])
        headers["Set-cookie"] = "c"
        #expect(headers.values("Set-Cookie") == ["c"])
        headers["x"] = nil
        #expect(headers.fields.map(\.name) == ["Set-cookie"])
    }

    @Test("a name that differs in more than case is another")
    func otherNames() {
        let headers: HTTPHeaders = ["A[": "1"]
        #expect(headers["a{"] == nil)
    }

    @Test("tokens of a list are found whole")
    func tokens() {
        let headers: HTTPHeaders = ["Connection": "keep-alive ,\tUpgrade", "connection": "x"]
        #expect(headers.contains("Connection", token: "upgrade"))
        #expect(headers.contains("Connection", token: "X"))
        #expect(!headers.contains("Connection", token: "keep"))
    }
}
