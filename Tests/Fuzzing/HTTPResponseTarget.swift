import HTTP
import WebSocket

extension FuzzTarget {
    /// The answer to a request, and the client's judgement of an upgrade. The first byte chooses: 1 roomy limits,
    /// 2 an answer to `HEAD`, 4 the connection's end after the last byte.
    static let httpResponse = FuzzTarget("http-response", upTo: 2048) { bytes throws(FuzzFinding) in
        let input = FuzzInput(bytes)
        let limits = input.chooses(0) ? HTTPLimits() : .narrow
        let method: HTTPMethod = input.chooses(1) ? .head : .get
        let ends = input.chooses(2)
        let whole = ResponseHeard([input.bytes], answering: method, limits: limits, ends: ends)
        try demandSame(
            whole, ResponseHeard(input.pieces, answering: method, limits: limits, ends: ends), "pieces change nothing")
        guard let head = whole.head else { return }
        let client = ClientHandshake(
            host: "example.com", target: "/", subprotocols: ["a"], compression: DeflateSettings(),
            key: "dGhlIHNhbXBsZSBub25jZQ==")
        _ = try? client.judge(head.response)
        guard whole.isComplete else { return }
        try repeatResponse(head, body: whole.body, answering: method)
    }

    /// Written by us and read again, an answer is the same.
    private static func repeatResponse(
        _ head: HTTPResponseHead, body: [UInt8], answering method: HTTPMethod
    ) throws(FuzzFinding) {
        var response = head.response
        response.body = body
        var wire: [UInt8] = []
        do throws(HTTPSerializerError) {
            try HTTPSerializer.append(response, answering: method, to: &wire)
        } catch {
            throw FuzzFinding(description: "what was parsed can be written: \(error)")
        }
        let again = ResponseHeard([wire], answering: method, limits: .boundless, ends: false)
        guard again.error == nil, again.isComplete, let other = again.head else {
            throw FuzzFinding(description: "one answer is read as another: \(response), \(again)")
        }
        try demandSame(other.response.status, response.status, "the status stays")
        try demandSame(other.response.headers.carried, response.headers.carried, "the fields stay")
        try demandSame(again.body, body, "the body stays")
        try demand(again.leftover.isEmpty, "nothing comes after the answer")
    }
}

/// What came of bytes.
private struct ResponseHeard: Equatable {
    var head: HTTPResponseHead?
    /// Not after an error: how much of a body that is refused was handed out before is nobody's business.
    var body: [UInt8] = []
    var isComplete = false
    var error: HTTPError?
    /// Not after an error.
    var leftover: [UInt8] = []

    init(_ pieces: [[UInt8]], answering method: HTTPMethod, limits: HTTPLimits, ends: Bool) {
        var parser = HTTPResponseParser(answering: method, limits: limits)
        do throws(HTTPError) {
            for piece in pieces {
                parser.receive(piece.span)
                try read(&parser)
            }
            if ends {
                parser.receiveEnd()
                try read(&parser)
            }
            leftover = parser.leftover()
        } catch {
            self.error = error
            body = []
        }
    }

    private mutating func read(_ parser: inout HTTPResponseParser) throws(HTTPError) {
        if head == nil { head = try parser.nextHead() }
        guard head != nil, !isComplete else { return }
        isComplete = try parser.nextBody(into: &body, limit: 512)
    }
}
