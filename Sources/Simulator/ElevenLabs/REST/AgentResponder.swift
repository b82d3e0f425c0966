import HTTP
import Transport

/// The vendor's REST API, as far as opening a conversation goes.
struct AgentResponder: HTTPResponder {
    let core: AgentCore

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        var answer = self.answer(request)
        answer.headers["Content-Type"] = "application/json"
        return answer
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 64 * 1024 }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard let target = RequestTarget(request.target) else { return Self.refusal(.notFound, "not_found") }
        switch target.path {
        case "/v1/convai/conversation/get-signed-url", "/v1/convai/conversation/get_signed_url":
            guard request.method == .get else { return Self.refusal(.methodNotAllowed, "method_not_allowed") }
            return signedURL(request, target)
        case "/v1/convai/agents":
            return keyed(request) ?? HTTPResponse(.ok, body: Array(#"{"agents":[],"has_more":false}"#.utf8))
        case _ where target.segments.count == 4 && target.path.hasPrefix("/v1/convai/agents/"):
            return keyed(request) ?? agent(target.segments[3])
        default:
            return Self.refusal(.notFound, "not_found")
        }
    }

    /// The refusal of a request with a wrong key; `nil` for one that is right.
    private func keyed(_ request: HTTPRequest) -> HTTPResponse? {
        guard let key = core.configuration.apiKey, request.headers["xi-api-key"] != key else { return nil }
        return Self.refusal(.unauthorized, "invalid_api_key", "Invalid API key")
    }

    private func agent(_ id: String) -> HTTPResponse {
        guard let agent = core.agent(id) else {
            return Self.refusal(.notFound, "document_not_found", "Document with id \(id) not found.")
        }
        return HTTPResponse(.ok, body: AgentDocument(id, agent.persona).json)
    }

    private func signedURL(_ request: HTTPRequest, _ target: RequestTarget) -> HTTPResponse {
        if let refusal = keyed(request) { return refusal }
        guard let agentID = target.query("agent_id"), Self.isPlain(agentID) else {
            let detail = #"{"loc":["query","agent_id"],"msg":"Field required","type":"missing"}"#
            return HTTPResponse(.unprocessableContent, body: Array(#"{"detail":[\#(detail)]}"#.utf8))
        }
        let includesConversation = target.query("include_conversation_id") == "true"
        let signature = core.signatures.issue(agentID: agentID, isSingleUse: includesConversation)
        // The host by which the client has reached us; HTTP/1.1 requests have one.
        let host = request.headers["Host"] ?? "127.0.0.1"
        var url = "ws://\(host)/v1/convai/conversation?agent_id=\(agentID)&conversation_signature=\(signature)"
        if includesConversation { url += "&conversation_id=\(SID.make("conv_"))" }
        return HTTPResponse(.ok, body: Array(#"{"signed_url":"\#(url)"}"#.utf8))
    }

    /// Agents' ids need no escapes, in a URL or in JSON.
    private static func isPlain(_ id: String) -> Bool {
        !id.isEmpty
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
    }

    private static func refusal(_ status: HTTPStatus, _ word: String, _ text: String? = nil) -> HTTPResponse {
        let detail = #"{"detail":{"status":"\#(word)","message":"\#(text ?? word)"}}"#
        return HTTPResponse(status, body: Array(detail.utf8))
    }
}
