import JSONWire

/// Writes the three messages a server may send over a Media Stream. Its text up to the payload is made once a call.
///
/// Each message has exactly the fields Twilio knows: one more or one less, and the message is dropped (warning 31951).
public struct MediaStreamEncoder: Sendable {
    private let media: [UInt8]
    private let mark: [UInt8]
    private let clear: [UInt8]

    /// For the stream of this SID.
    public init(streamSID: String) {
        media = Self.head("media", streamSID) + Array(#","media":{"payload":""#.utf8)
        mark = Self.head("mark", streamSID) + Array(#","mark":{"name":"#.utf8)
        clear = Self.head("clear", streamSID) + Array("}".utf8)
    }

    /// Appends a `media` message; `payload` is the Base64 text of mu-law bytes and must not be empty.
    public func appendMedia(payload: Span<UInt8>, into output: inout [UInt8]) {
        output.append(contentsOf: media)
        JSONText.append(payload, into: &output)
        JSONText.append(#""}}"#, into: &output)
    }

    /// Appends a `mark` message.
    public func appendMark(name: String, into output: inout [UInt8]) {
        output.append(contentsOf: mark)
        JSONText.appendString(name, into: &output)
        JSONText.append("}}", into: &output)
    }

    /// Appends a `clear` message.
    public func appendClear(into output: inout [UInt8]) {
        output.append(contentsOf: clear)
    }

    private static func head(_ event: String, _ streamSID: String) -> [UInt8] {
        var head = Array(#"{"event":"\#(event)","streamSid":"#.utf8)
        JSONText.appendString(streamSID, into: &head)
        return head
    }
}
