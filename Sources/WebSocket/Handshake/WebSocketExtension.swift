import HTTP

/// One element of `Sec-WebSocket-Extensions`: a name, and parameters with or without a value (RFC 6455, 9.1).
struct WebSocketExtension: Hashable {
    struct Parameter: Hashable {
        var name: String
        var value: String?
    }

    var name: String
    var parameters: [Parameter] = []

    /// As it stands in the field.
    var text: String {
        parameters.reduce(into: name) { text, parameter in
            text += "; " + parameter.name
            if let value = parameter.value { text += "=" + value }
        }
    }

    /// Reads all fields of a message; `nil` where one does not follow the grammar.
    static func list(in headers: HTTPHeaders) -> [WebSocketExtension]? {
        var list: [WebSocketExtension] = []
        for value in headers.values("Sec-WebSocket-Extensions") {
            var reader = Reader(rest: value.utf8[...])
            guard reader.read(into: &list) else { return nil }
        }
        return list
    }
}

/// RFC 6455, 9.1:
///
///     extension-list = 1#extension
///     extension      = token *( ";" token [ "=" ( token | quoted-string ) ] )
///
/// What a quoted string says must be a token too. White space may stand between all of these, and empty elements are passed
/// over (RFC 9110, 5.6.1.2).
private struct Reader {
    var rest: Substring.UTF8View

    mutating func read(into list: inout [WebSocketExtension]) -> Bool {
        while true {
            while take(",") {}
            guard !rest.isEmpty else { return true }
            guard let element = element() else { return false }
            list.append(element)
            guard rest.isEmpty || take(",") else { return false }
        }
    }

    private mutating func element() -> WebSocketExtension? {
        guard let name = token() else { return nil }
        var element = WebSocketExtension(name: name)
        while take(";") {
            guard let name = token() else { return nil }
            var parameter = WebSocketExtension.Parameter(name: name)
            if take("=") {
                guard let value = take("\"") ? quotedToken() : token() else { return nil }
                parameter.value = value
            }
            element.parameters.append(parameter)
        }
        return element
    }

    /// Passes over white space, then over this byte if it is there.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipWhiteSpace()
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        skipWhiteSpace()
        return true
    }

    private mutating func skipWhiteSpace() { rest = rest.drop { $0.isWhiteSpace } }

    private mutating func token() -> String? {
        skipWhiteSpace()
        let token = rest.prefix { $0.isTokenByte }
        guard !token.isEmpty else { return nil }
        rest = rest[token.endIndex...]
        skipWhiteSpace()
        return String(Substring(token))
    }

    /// The rest of a quoted string, the first quote taken.
    private mutating func quotedToken() -> String? {
        var bytes: [UInt8] = []
        while var byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                skipWhiteSpace()
                return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                byte = escaped
            }
            guard byte.isTokenByte else { return nil }
            bytes.append(byte)
        }
        return nil
    }
}
