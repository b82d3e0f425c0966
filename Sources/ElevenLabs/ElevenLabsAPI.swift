public import FoundationEssentials
public import HTTP
import JSONWire

/// The agents' vendor: its REST requests and the address of a conversation.
public struct ElevenLabsAPI: Hashable, Sendable {
    /// How the socket of a private agent is opened.
    public enum SocketAuthorization: Hashable, Sendable {
        /// With an address that the key buys by REST first: what the vendor documents.
        case signedURL
        /// With the key as `xi-api-key` on the upgrade itself, which spares that request; seen with other clients only.
        case apiKey
    }

    /// Scheme, host, port and any path before `/v1`; `https`, or `http` for a simulator.
    public let apiURL: URL
    /// Sent as `xi-api-key`; without it only agents that need no authorization can be reached.
    public let apiKey: String?
    /// How sockets are opened where there is a key.
    public let socketAuthorization: SocketAuthorization

    /// Names the API.
    public init(apiURL: URL, apiKey: String?, socketAuthorization: SocketAuthorization = .signedURL) {
        self.apiURL = apiURL
        self.apiKey = apiKey
        self.socketAuthorization = socketAuthorization
    }

    /// The conversation socket of an agent that needs no authorization: `wss` for `https`, `ws` for `http`.
    public func conversationURL(agentID: String) -> URL {
        let isPlain = apiURL.scheme?.lowercased() == "http"
        return url("conversation", agentID: agentID, scheme: isPlain ? "ws" : "wss")
    }

    /// Asks for the address of a private agent's socket; valid 15 minutes, a credential, never to be logged.
    public func signedURLRequest(agentID: String) -> OutgoingRequest {
        OutgoingRequest(
            .get, url("conversation/get-signed-url", agentID: agentID, scheme: apiURL.scheme), headers: keyHeaders)
    }

    /// Asks for an agent.
    public func agentRequest(_ agentID: String) -> OutgoingRequest {
        // An id is letters, digits and a few signs; whatever else stands in one must not lead elsewhere.
        let plain = agentID.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        return OutgoingRequest(.get, apiURL.appending(path: "v1/convai/agents/\(plain)"), headers: keyHeaders)
    }

    /// Asks for a page of one agent: whether the key is good.
    public func agentsRequest() -> OutgoingRequest {
        OutgoingRequest(
            .get,
            apiURL.appending(path: "v1/convai/agents").appending(queryItems: [.init(name: "page_size", value: "1")]),
            headers: keyHeaders)
    }

    /// The field that carries the key, if there is one.
    public var keyHeaders: HTTPHeaders {
        guard let apiKey else { return [:] }
        return ["xi-api-key": apiKey]
    }

    /// Reads that answer; the address is to be used as it stands.
    public func signedURL(from answer: HTTPResponse) throws(ElevenLabsRESTError) -> URL {
        guard answer.status == .ok else { throw ElevenLabsRESTError(response: answer) }
        guard let text = JSONMembers.string("signed_url", of: answer.body.span), let url = URL(string: text),
            url.scheme == "wss" || url.scheme == "ws", url.host() != nil
        else {
            throw ElevenLabsRESTError(status: answer.status.code, code: nil, message: "The answer has no signed URL.")
        }
        return url
    }

    private func url(_ path: String, agentID: String, scheme: String?) -> URL {
        let endpoint = apiURL.appending(path: "v1/convai/\(path)")
        var components = URLComponents(url: endpoint, resolvingAgainstBaseURL: true)
        components?.percentEncodedQuery = String(
            decoding: FormCoding.encode([FormCoding.Field("agent_id", agentID)]), as: UTF8.self)
        components?.scheme = scheme
        guard let url = components?.url else { preconditionFailure("a URL with an encoded query is a URL") }
        return url
    }
}
