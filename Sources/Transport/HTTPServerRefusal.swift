import HTTP

extension HTTPResponse {
    /// An answer of the server's own, in the form that all errors of the API have.
    static func refusal(_ status: HTTPStatus, _ message: String) -> HTTPResponse {
        // Our own sentences need no escaping, but for the method or field that a few of them repeat.
        let escaped = message.filter { $0 != "\"" && $0 != "\\" }
        let code = status.reasonPhrase.lowercased().map { $0 == " " ? "_" : String($0) }.joined()
        let body = #"{"success":false,"error":{"code":"\#(code)","message":"\#(escaped)"}}"#
        return HTTPResponse(status, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
    }
}
