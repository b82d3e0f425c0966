/// Writes messages as bytes. `Content-Length` and `Transfer-Encoding` are always the serializer's: what a message carries
/// under these names is left out, and the true length is written.
public enum HTTPSerializer {
    /// Appends a request with its body. `Host` must be among its fields (RFC 9112, 3.2); it is written first.
    public static func append(_ request: HTTPRequest, to output: inout [UInt8]) throws(HTTPSerializerError) {
        guard ASCII.isToken(request.method.rawValue.utf8) else { throw .malformedMethod(request.method.rawValue) }
        let target = request.target.utf8
        guard !target.isEmpty, target.allSatisfy({ $0 > ASCII.space && $0 < 0x7F }) else { throw .malformedTarget }
        try judge(request.headers)
        let host = request.headers["Host"]
        precondition(host != nil, "an HTTP/1.1 request names its host")

        append(request.method.rawValue, " ", request.target, " HTTP/1.1\r\nHost: ", host ?? "", "\r\n", to: &output)
        append(request.headers, except: ["Host"], to: &output)
        // RFC 9110, 8.6: methods that mean something by a body say so even of an empty one.
        let takesBody = [HTTPMethod.post, .put, .patch].contains(request.method)
        if takesBody || !request.body.isEmpty { appendLength(request.body.count, to: &output) }
        append("\r\n", to: &output)
        output.append(contentsOf: request.body)
    }

    /// Appends an answer with its body, or without where the method or the status forbid one. A stored body is announced;
    /// whoever reads it sends it afterwards, where `sendsBody` says so.
    /// - Parameters:
    ///   - method: of the request; after `HEAD` the length is that of the body, which stays away (RFC 9110, 9.3.2).
    ///   - keepsAlive: whether the connection stays; otherwise `Connection: close` is written. A 101 keeps its own.
    ///   - date: for the `Date` field, in the form of `HTTPDate`; `nil` leaves the field out.
    public static func append(
        _ response: HTTPResponse, answering method: HTTPMethod, keepsAlive: Bool = true, date: String? = nil,
        to output: inout [UInt8]
    ) throws(HTTPSerializerError) {
        try judge(response.headers)
        let status = response.status
        append("HTTP/1.1 \(status.code) ", status.reasonPhrase, "\r\n", to: &output)
        if let date, response.headers["Date"] == nil { append("Date: ", date, "\r\n", to: &output) }
        let isInterim = status.code < 200
        append(response.headers, except: isInterim ? [] : ["Connection"], to: &output)
        if !isInterim { appendConnection(of: response, keepsAlive: keepsAlive, to: &output) }
        if !isBodiless(status) { appendFraming(of: response, to: &output) }
        append("\r\n", to: &output)
        if sendsBody(response, answering: method) { output.append(contentsOf: response.body) }
    }

    /// Whether a body follows the head of this answer.
    public static func sendsBody(_ response: HTTPResponse, answering method: HTTPMethod) -> Bool {
        !isBodiless(response.status) && method != .head && (response.bodyByteCount > 0 || response.openBody != nil)
    }

    /// Appends a piece of an open body; an empty one is its end (RFC 9112, 7.1).
    public static func appendChunk(_ piece: [UInt8], to output: inout [UInt8]) {
        append(String(piece.count, radix: 16), "\r\n", to: &output)
        output.append(contentsOf: piece)
        append("\r\n", to: &output)
    }
}

extension HTTPSerializer {
    /// RFC 9110, 8.6: no length in 1xx and 204; in 304 it would be that of what is not sent.
    private static func isBodiless(_ status: HTTPStatus) -> Bool {
        status.code < 200 || status == .noContent || status == .notModified
    }

    private static func judge(_ headers: HTTPHeaders) throws(HTTPSerializerError) {
        for field in headers.fields {
            guard ASCII.isToken(field.name.utf8) else { throw .malformedFieldName(field.name) }
            guard field.value.utf8.allSatisfy(ASCII.isFieldValue) else {
                throw .malformedFieldValue(name: field.name)
            }
        }
    }

    private static func append(_ headers: HTTPHeaders, except names: [String], to output: inout [UInt8]) {
        let omitted = names + ["Content-Length", "Transfer-Encoding"]
        for field in headers.fields where !omitted.contains(where: { ASCII.sameText($0.utf8, field.name.utf8) }) {
            append(field.name, ": ", field.value, "\r\n", to: &output)
        }
    }

    /// Persistence is the server's to say; other options stay, such as the `upgrade` that goes with an `Upgrade` field.
    private static func appendConnection(of response: HTTPResponse, keepsAlive: Bool, to output: inout [UInt8]) {
        var options = response.headers.values("Connection")
            .flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
            .map { ASCII.trimmed($0) }
            .filter { !ASCII.sameText($0, "close".utf8) && !ASCII.sameText($0, "keep-alive".utf8) }
            .map { String(decoding: $0, as: UTF8.self) }
        if !keepsAlive { options.append("close") }
        if !options.isEmpty { append("Connection: ", options.joined(separator: ", "), "\r\n", to: &output) }
    }

    private static func appendFraming(of response: HTTPResponse, to output: inout [UInt8]) {
        guard let open = response.openBody else { return appendLength(response.bodyByteCount, to: &output) }
        if open.isChunked { append("Transfer-Encoding: chunked\r\n", to: &output) }
    }

    private static func appendLength(_ count: Int, to output: inout [UInt8]) {
        append("Content-Length: \(count)\r\n", to: &output)
    }

    private static func append(_ texts: String..., to output: inout [UInt8]) {
        for text in texts { output.append(contentsOf: text.utf8) }
    }
}
