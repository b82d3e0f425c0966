/// One way in for a stranger's bytes: what is done with them, and what must hold whatever they are.
///
/// `scripts/fuzz` looks for bytes that break a rule; `FuzzingTests` replays those that are kept under `Fixtures/fuzz`.
public struct FuzzTarget: Sendable, CustomStringConvertible {
    /// Also the folder of its inputs.
    public let name: String
    /// The longest input worth trying, in bytes: enough for a few messages, short enough for thousands a second.
    public let maximumByteCount: Int

    private let body: @Sendable ([UInt8]) throws(FuzzFinding) -> Void

    init(_ name: String, upTo maximumByteCount: Int, _ body: @escaping @Sendable ([UInt8]) throws(FuzzFinding) -> Void)
    {
        self.name = name
        self.maximumByteCount = maximumByteCount
        self.body = body
    }

    /// Feeds it one input. A trap is a finding too, but cannot be caught.
    public func run(_ bytes: [UInt8]) throws(FuzzFinding) { try body(bytes) }

    /// Its name.
    public var description: String { name }

    /// All of them.
    public static let all: [FuzzTarget] = [
        webSocket, httpRequest, httpResponse, form, signature, json, mediaStream, agentMessages, base64, wav, twiML,
        restAnswers, multipart, csv, phoneNumber, postCallBody,
    ]
}
