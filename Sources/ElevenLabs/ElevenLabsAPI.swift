public import FoundationEssentials
public import HTTP

/// The agents' vendor: its REST requests and the address of a conversation.
public struct ElevenLabsAPI: Hashable, Sendable {
    /// Scheme, host, port and any path before `/v1`; `https`, or `http` for a simulator.
    public let apiURL: URL
    /// Sent as `xi-api-key`; without it only agents that need no authorization can be reached.
    public let apiKey: String?

    /// Names the API.
    public init(apiURL: URL, apiKey: String?) {
        self.apiURL = apiURL
        self.apiKey = apiKey
    }

    /// The conversation socket of an agent that needs no authorization: `wss` for `https`, `ws` for `http`.
    public func conversationURL(agentID: String) -> URL { fatalError("stub") }

    /// Asks for the address of a private agent's socket; valid 15 minutes, a credential, never to be logged.
    public func signedURLRequest(agentID: String) -> OutgoingRequest { fatalError("stub") }

    /// Reads that answer; the address is to be used as it stands.
    public func signedURL(from answer: HTTPResponse) throws(ElevenLabsRESTError) -> URL { fatalError("stub") }
}
