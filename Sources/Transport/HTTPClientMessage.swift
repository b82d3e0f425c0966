import HTTP

/// A request ready to be sent.
struct HTTPClientMessage: Sendable {
    let method: HTTPMethod
    /// Whether it may be sent twice.
    let isSafe: Bool
    let bytes: [UInt8]

    init(_ request: HTTPRequest) throws(HTTPClientError) {
        method = request.method
        isSafe = request.isSafe
        var bytes: [UInt8] = []
        do throws(HTTPSerializerError) {
            try HTTPSerializer.append(request, to: &bytes)
        } catch {
            throw .malformedRequest("\(error)")
        }
        self.bytes = bytes
    }
}
