/// Writes the three messages a server may send over a Media Stream. Its text up to the payload is made once a call.
public struct MediaStreamEncoder: Sendable {
    /// For the stream of this SID.
    public init(streamSID: String) { fatalError("stub") }

    /// Appends a `media` message; `payload` is the Base64 text of mu-law bytes and must not be empty.
    public func appendMedia(payload: Span<UInt8>, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends a `mark` message.
    public func appendMark(name: String, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends a `clear` message.
    public func appendClear(into output: inout [UInt8]) { fatalError("stub") }
}
