import HTTP

/// Answers in JSON, all with the same headers.
enum JSONAnswer {
    static func make(_ status: HTTPStatus, _ value: some Encodable, headers: HTTPHeaders = [:]) -> HTTPResponse {
        var response = HTTPResponse(status, headers: headers, body: text(of: value))
        response.headers["Content-Type"] = "application/json; charset=utf-8"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
    }

    /// A value as JSON on one line.
    static func text(of value: some Encodable) -> [UInt8] {
        let output = JSONOutput()
        do {
            try output.writeValue(value)
        } catch {
            preconditionFailure("an answer is made of strings and finite numbers: \(error)")
        }
        return output.bytes
    }

    static func make(_ error: APIError) -> HTTPResponse {
        make(error.status, ErrorView(error), headers: error.headers)
    }
}

/// A value that is written as `null` where it is not there, so that a shape keeps its keys.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}
