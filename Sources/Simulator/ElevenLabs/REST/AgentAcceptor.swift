import HTTP
import Transport
import WebSocket

/// Takes conversation sockets in. As the vendor does, it refuses only after the upgrade, with a close code.
struct AgentAcceptor: WebSocketAcceptor {
    static let path = "/v1/convai/conversation"
    /// As the vendor does, it knows the subprotocol `convai` and compresses where that is offered.
    private static let settings = WebSocketConnection.ServerSettings(
        limits: WebSocketLimits(maximumMessageSize: 1024 * 1024, maximumControlFramesPerSecond: 1000),
        subprotocols: ["convai"], compression: DeflateSettings())
    /// The vendor's code for refusals at the start.
    private static let refused = CloseCode(rawValue: 3000)

    let core: AgentCore

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        RequestTarget(request.target)?.path == Self.path ? .accept(Self.settings) : .decline
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        let target = RequestTarget(request.target)
        let agentID = target?.query("agent_id") ?? ""
        let agent: AgentCore.Agent
        if let known = core.agent(agentID), !agentID.isEmpty {
            agent =
                isAuthorized(agentID, target?.query("conversation_signature"), key: request.headers["xi-api-key"])
                ? known : Self.refusing("Could not authorize the conversation.")
        } else {
            agent = Self.refusing("The AI agent you are trying to reach does not exist.")
        }
        ConversationSession(socket, agentID: agentID, agent: agent, core: core).begin(on: loop)
    }

    private func isAuthorized(_ agentID: String, _ signature: String?, key: String?) -> Bool {
        if let signature { return core.signatures.accept(signature, agentID: agentID) }
        if let key, let expected = core.configuration.apiKey { return key == expected }
        return !core.configuration.requiresAuthorization
    }

    private static func refusing(_ reason: String) -> AgentCore.Agent {
        AgentCore.Agent(
            AgentPersona(AgentScript(), behavior: AgentBehavior(fault: .refuse(refused, reason: reason))))
    }
}
