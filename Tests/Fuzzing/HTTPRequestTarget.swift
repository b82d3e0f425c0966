import HTTP
import WebSocket

extension FuzzTarget {
    /// Requests one after the other on a connection, and what a server makes of each head. The first byte chooses:
    /// 1 roomy limits.
    static let httpRequest = FuzzTarget("http-request", upTo: 2048) { bytes throws(FuzzFinding) in
        let input = FuzzInput(bytes)
        let limits = input.chooses(0) ? HTTPLimits() : .narrow
        let whole = RequestsHeard([input.bytes], limits: limits)
        try demandSame(whole, RequestsHeard(input.pieces, limits: limits), "pieces change nothing")
        for (index, head) in whole.heads.enumerated() {
            let body = index < whole.bodies.count ? whole.bodies[index] : []
            try repeatRequest(head, body: body)
            try answerUpgrade(head.request)
            if let target = RequestTarget(head.request.target) { try FuzzTarget.judge(target) }
        }
    }

    /// Written by us and read again, a request is the same: nobody reads another one into it. We write HTTP/1.1, in which
    /// more is judged than in 1.0, such as `Expect`.
    private static func repeatRequest(_ head: HTTPRequestHead, body: [UInt8]) throws(FuzzFinding) {
        guard head.version == .http11, head.request.headers["Host"] != nil else { return }
        var request = head.request
        request.body = body
        var wire: [UInt8] = []
        do throws(HTTPSerializerError) {
            try HTTPSerializer.append(request, to: &wire)
        } catch {
            throw FuzzFinding(description: "what was parsed can be written: \(error)")
        }
        let again = RequestsHeard([wire], limits: .boundless)
        guard again.error == nil, again.heads.count == 1, again.unfinished.isEmpty, let other = again.heads.first else {
            throw FuzzFinding(description: "one request is read as another: \(request), \(again)")
        }
        try demandSame(other.request.method, request.method, "the method stays")
        try demandSame(other.request.target, request.target, "the target stays")
        try demandSame(other.request.headers["Host"], request.headers["Host"], "the host stays")
        try demandSame(other.request.headers.carried, request.headers.carried, "the fields stay")
        try demandSame(again.bodies, [body], "the body stays")
    }

    /// The answer to an upgrade is an answer, and accepted only with the fields that it must have.
    private static func answerUpgrade(_ request: HTTPRequest) throws(FuzzFinding) {
        let answer: HTTPResponse
        switch ServerHandshake.answer(request, subprotocols: ["a", "b"], compression: DeflateSettings()) {
        case .accept(let response, let agreement):
            try demand(ServerHandshake.isUpgrade(request), "an upgrade that was not asked for")
            try demand(["a", "b", nil].contains(agreement.subprotocol), "a subprotocol of ours")
            let isNamed = response.headers["Sec-WebSocket-Extensions"] != nil
            try demandSame(isNamed, agreement.deflate != nil, "compression is agreed on and said")
            answer = response
        case .refuse(let response):
            answer = response
        }
        var wire: [UInt8] = []
        let isWritten = (try? HTTPSerializer.append(answer, answering: request.method, to: &wire)) != nil
        try demand(isWritten, "an answer to be written")
    }
}

/// What came of bytes: heads, bodies, and the error that ended them or what is left.
private struct RequestsHeard: Equatable {
    static let bodyLimit = 512

    var heads: [HTTPRequestHead] = []
    var bodies: [[UInt8]] = []
    var error: HTTPError?
    /// The body that is not complete, and bytes not used; neither after an error.
    var unfinished: [UInt8] = []

    init(_ pieces: [[UInt8]], limits: HTTPLimits) {
        var parser = HTTPRequestParser(limits: limits)
        var body: [UInt8] = []
        do throws(HTTPError) {
            for piece in pieces {
                parser.receive(piece.span)
                while true {
                    if heads.count == bodies.count {
                        guard let head = try parser.nextHead() else { break }
                        heads.append(head)
                    }
                    guard try parser.nextBody(into: &body, limit: Self.bodyLimit) else { break }
                    bodies.append(body)
                    body = []
                }
            }
            unfinished = body + parser.leftover()
        } catch {
            self.error = error
        }
    }
}

extension HTTPLimits {
    /// So narrow that a short input crosses them.
    static let narrow = HTTPLimits(
        startLineByteCount: 64, fieldByteCount: 64, fieldSectionByteCount: 200, fieldCount: 6,
        chunkOverheadByteCount: 24)

    /// For what was within limits before it was written again: text that was not UTF-8 has grown.
    static let boundless = HTTPLimits(
        startLineByteCount: 1 << 20, fieldByteCount: 1 << 20, fieldSectionByteCount: 1 << 20, fieldCount: 200)
}

extension HTTPHeaders {
    /// The fields that are not the serializer's own.
    var carried: [Field] {
        fields.filter { field in
            !["host", "content-length", "transfer-encoding", "connection"].contains(field.name.lowercased())
        }
    }
}
