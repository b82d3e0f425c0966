import HTTP
import Testing

@Suite("Serializer") struct HTTPSerializerTests {
    func text(_ request: HTTPRequest) throws -> String {
        var output: [UInt8] = []
        try HTTPSerializer.append(request, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    func text(
        _ response: HTTPResponse, answering method: HTTPMethod = .get, keepsAlive: Bool = true, date: String? = nil
    ) throws -> String {
        var output: [UInt8] = []
        try HTTPSerializer.append(response, answering: method, keepsAlive: keepsAlive, date: date, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("a request names its host first and its true length")
    func request() throws {
        let headers: HTTPHeaders = ["X": "y", "host": "a:1", "content-length": "99", "Transfer-Encoding": "chunked"]
        #expect(
            try text(HTTPRequest(.post, "/a?b", headers: headers, body: Array("hi".utf8)))
                == "POST /a?b HTTP/1.1\r\nHost: a:1\r\nX: y\r\nContent-Length: 2\r\n\r\nhi")
        #expect(try text(HTTPRequest(.get, "/", headers: ["Host": "a"])) == "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(
            try text(HTTPRequest(.post, "/", headers: ["Host": "a"]))
                == "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("an answer carries date, fields, true length and body")
    func response() throws {
        let answer = HTTPResponse(
            .ok, headers: ["X": "y", "Content-Length": "9", "Connection": "keep-alive"], body: Array("hi".utf8))
        #expect(
            try text(answer, date: "Sun, 06 Nov 1994 08:49:37 GMT")
                == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX: y\r\nContent-Length: 2\r\n\r\nhi")
        #expect(
            try text(answer, keepsAlive: false)
                == "HTTP/1.1 200 OK\r\nX: y\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")
    }

    @Test("of Connection the options stay that are not about persistence")
    func connectionOptions() throws {
        let answer = HTTPResponse(.upgradeRequired, headers: ["Upgrade": "websocket", "Connection": "close, Upgrade"])
        #expect(
            try text(answer, keepsAlive: false)
                == "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
                + "Content-Length: 0\r\n\r\n")
    }

    @Test("HEAD gets the length without the body")
    func head() throws {
        let answer = HTTPResponse(.ok, body: Array("hello".utf8))
        #expect(try text(answer, answering: .head) == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    }

    @Test("1xx, 204 and 304 have neither length nor body")
    func bodiless() throws {
        let body = Array("x".utf8)
        #expect(try text(HTTPResponse(.continue)) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(try text(HTTPResponse(.noContent, body: body)) == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try text(HTTPResponse(.notModified, body: body)) == "HTTP/1.1 304 Not Modified\r\n\r\n")
        let upgrade = HTTPResponse(.switchingProtocols, headers: ["Connection": "Upgrade", "Upgrade": "websocket"])
        #expect(
            try text(upgrade, keepsAlive: false)
                == "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    }

    @Test("a code without a phrase still ends its line properly")
    func unknownStatus() throws {
        #expect(try text(HTTPResponse(HTTPStatus(code: 299))) == "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n")
    }

    @Test(
        "what would inject a field or an answer is refused",
        arguments: ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "a\u{1B}"])
    func injection(value: String) {
        let headers: HTTPHeaders = ["Host": "a", "X": value]
        #expect(throws: HTTPSerializerError.malformedFieldValue(name: "X")) {
            try text(HTTPRequest(.get, "/", headers: headers))
        }
        #expect(throws: HTTPSerializerError.malformedFieldValue(name: "X")) {
            try text(HTTPResponse(.ok, headers: headers))
        }
    }

    @Test("names, methods and targets are judged too, and nothing is written")
    func malformed() throws {
        var output = Array("before".utf8)
        #expect(throws: HTTPSerializerError.malformedFieldName("X:")) {
            try HTTPSerializer.append(HTTPResponse(.ok, headers: ["X:": "y"]), answering: .get, to: &output)
        }
        #expect(throws: HTTPSerializerError.malformedMethod("G T")) {
            try HTTPSerializer.append(HTTPRequest(HTTPMethod(rawValue: "G T"), "/"), to: &output)
        }
        for target in ["", "/a b", "/ä", "/\r\n"] {
            #expect(throws: HTTPSerializerError.malformedTarget) {
                try HTTPSerializer.append(HTTPRequest(.get, target, headers: ["Host": "a"]), to: &output)
            }
        }
        #expect(output == Array("before".utf8))
    }

    @Test("what is written is read back as it was")
    func roundTrip() throws {
        let request = HTTPRequest(
            .put, "/x?y=%20", headers: ["Host": "[::1]:8080", "X": "ö", "Content-Length": "3"], body: [0, 13, 10])
        #expect(parseRequests(try text(request)).messages == [request])
        let response = HTTPResponse(.created, headers: ["X": "ö", "Content-Length": "3"], body: [0, 13, 10])
        #expect(parseResponse(try text(response)).messages == [response])
    }
}
