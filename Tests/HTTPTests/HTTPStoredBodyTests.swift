import HTTP
import Testing

@Suite("A body that is read while it is sent") struct HTTPStoredBodyTests {
    private final class Source: HTTPBodySource {
        @concurrent func read(_ range: Range<Int>) async -> [UInt8]? { nil }
    }

    private func written(_ response: HTTPResponse, answering method: HTTPMethod) throws -> String {
        var output: [UInt8] = []
        try HTTPSerializer.append(response, answering: method, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test("the head announces its length, and it is left to others to send it")
    func head() throws {
        let response = HTTPResponse(.partialContent, stored: HTTPStoredBody(Source(), range: 100..<4_000_000_100))
        #expect(
            try written(response, answering: .get)
                == "HTTP/1.1 206 Partial Content\r\nContent-Length: 4000000000\r\n\r\n")
        #expect(HTTPSerializer.sendsBody(response, answering: .get))
        #expect(try written(response, answering: .head) == written(response, answering: .get))
        #expect(!HTTPSerializer.sendsBody(response, answering: .head))
    }

    @Test("an empty one, and one under a status that has none, is not sent")
    func none() throws {
        let source = Source()
        let empty = HTTPResponse(.ok, stored: HTTPStoredBody(source, range: 7..<7))
        #expect(!HTTPSerializer.sendsBody(empty, answering: .get))
        #expect(try written(empty, answering: .get).contains("Content-Length: 0\r\n"))
        let unchanged = HTTPResponse(.notModified, stored: HTTPStoredBody(source, range: 0..<7))
        #expect(!HTTPSerializer.sendsBody(unchanged, answering: .get))
        #expect(try !written(unchanged, answering: .get).contains("Content-Length"))
    }

    @Test("two are the same where they are the same bytes of the same source")
    func equality() {
        let source = Source()
        #expect(HTTPStoredBody(source, range: 0..<7) == HTTPStoredBody(source, range: 0..<7))
        #expect(HTTPStoredBody(source, range: 0..<7) != HTTPStoredBody(source, range: 1..<7))
        #expect(HTTPStoredBody(source, range: 0..<7) != HTTPStoredBody(Source(), range: 0..<7))
    }
}
