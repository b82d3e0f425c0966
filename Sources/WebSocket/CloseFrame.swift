/// The payload of a close frame: nothing, or a code and a text (RFC 6455, 5.5.1).
struct CloseFrame: Equatable, Sendable {
    /// `noStatus` where there is none.
    var code: CloseCode
    var reason: String

    init(code: CloseCode, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Reads an unmasked payload.
    init(decoding payload: Span<UInt8>) throws(WebSocketError) {
        guard payload.count > 0 else {
            self.init(code: .noStatus, reason: "")
            return
        }
        guard payload.count >= 2 else { throw .closePayloadTooShort }
        let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.mayBeSent else { throw .invalidCloseCode(code.rawValue) }
        let text = payload.extracting(2...).withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
        guard let text else { throw .invalidUTF8 }
        self.init(code: code, reason: text)
    }

    /// The payload. A code that may not be sent is left out, and then a reason has no place either; a reason is cut to
    /// what fits a control frame, between characters.
    var payload: [UInt8] {
        guard code.mayBeSent else { return [] }
        var bytes = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)]
        for character in reason {
            guard bytes.count + character.utf8.count <= FrameHeader.longestShortPayload else { break }
            bytes.append(contentsOf: character.utf8)
        }
        return bytes
    }
}
