import HTTP
import Testing

/// What came of bytes: whole messages, and the error that ended them, if any.
struct Parsed<Message: Equatable & Sendable>: Equatable {
    var messages: [Message] = []
    var error: HTTPError?
}

/// Parses requests as a server does, with one limit for all bodies.
func parseRequests(
    _ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits(), bodyLimit: Int = 1024
) -> Parsed<HTTPRequest> {
    var parser = HTTPRequestParser(limits: limits)
    var parsed = Parsed<HTTPRequest>()
    var current: HTTPRequest?
    do throws(HTTPError) {
        for piece in pieces {
            parser.receive(piece.span)
            while true {
                if current == nil { current = try parser.nextHead()?.request }
                guard current != nil else { break }
                var body: [UInt8] = []
                let isComplete = try parser.nextBody(into: &body, limit: bodyLimit)
                current?.body += body
                guard isComplete, let request = current else { break }
                parsed.messages.append(request)
                current = nil
            }
        }
    } catch {
        parsed.error = error
    }
    return parsed
}

func parseRequests(_ text: String, limits: HTTPLimits = HTTPLimits(), bodyLimit: Int = 1024) -> Parsed<HTTPRequest> {
    parseRequests([Array(text.utf8)], limits: limits, bodyLimit: bodyLimit)
}

/// The head that these fields make with a request line and a `Host`.
func head(_ fields: String = "", line: String = "GET / HTTP/1.1") throws -> HTTPRequestHead {
    var parser = HTTPRequestParser()
    parser.receive(Array("\(line)\r\nHost: a\r\n\(fields)\r\n".utf8).span)
    let head = try parser.nextHead()
    return try #require(head)
}

/// The error that these bytes give; `nil` for none.
func refusal(_ text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPError? {
    parseRequests(text, limits: limits).error
}

/// Parses the answer to one request, with the connection ended after the last piece where asked.
func parseResponse(
    _ pieces: [[UInt8]], answering method: HTTPMethod = .get, thenEnds: Bool = false, bodyLimit: Int = 1024
) -> Parsed<HTTPResponse> {
    var parser = HTTPResponseParser(answering: method)
    var parsed = Parsed<HTTPResponse>()
    var current: HTTPResponse?
    var body: [UInt8] = []
    do throws(HTTPError) {
        for (index, piece) in pieces.enumerated() {
            parser.receive(piece.span)
            if thenEnds && index == pieces.count - 1 { parser.receiveEnd() }
            if current == nil { current = try parser.nextHead()?.response }
            guard var response = current, parsed.messages.isEmpty else { continue }
            if try parser.nextBody(into: &body, limit: bodyLimit) {
                response.body = body
                parsed.messages.append(response)
            }
        }
    } catch {
        parsed.error = error
    }
    return parsed
}

func parseResponse(
    _ text: String, answering method: HTTPMethod = .get, thenEnds: Bool = false, bodyLimit: Int = 1024
) -> Parsed<HTTPResponse> {
    parseResponse([Array(text.utf8)], answering: method, thenEnds: thenEnds, bodyLimit: bodyLimit)
}
