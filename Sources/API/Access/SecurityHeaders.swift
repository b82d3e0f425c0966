import HTTP

/// What every answer tells browsers, whoever made it. An endpoint's own word on the same thing stands.
struct SecurityHeaders: Sendable {
    private let fields: [(name: String, value: String)]

    /// - Parameter isSecure: whether clients come by TLS, here or at a proxy before us.
    init(isSecure: Bool) {
        var fields = [
            ("X-Content-Type-Options", "nosniff"),
            // Answers are data: nothing in them is to be run, loaded or framed.
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
        ]
        // RFC 6797, 7.2: not over plain HTTP. A year, as its 6.1 has in its examples.
        if isSecure { fields.append(("Strict-Transport-Security", "max-age=31536000")) }
        self.fields = fields
    }

    func apply(to response: inout HTTPResponse) {
        for field in fields where response.headers[field.name] == nil { response.headers[field.name] = field.value }
    }
}
