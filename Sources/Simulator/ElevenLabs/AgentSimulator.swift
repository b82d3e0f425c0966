public import FoundationEssentials
public import Transport

/// An agents' vendor that runs here: signed URLs, and conversation sockets on which a scripted agent speaks and listens.
///
/// Start one and hand ``baseURL`` to the bridge as `ELEVENLABS_API_URL`. Any agent id reaches the usual persona, unless
/// ``Configuration/agents`` names it.
public final class AgentSimulator: Sendable {
    /// Who is there, and what is asked of those who come.
    public struct Configuration: Sendable {
        /// Where to listen.
        public var address: SocketAddress
        /// The key that REST requests must carry; any or none where `nil`.
        public var apiKey: String?
        /// Whether a socket needs a signed URL or the key, as for a private agent. What is given is always checked.
        public var requiresAuthorization: Bool
        /// The agent of every id that is not named.
        public var persona: AgentPersona
        /// Agents by id.
        public var agents: [String: AgentPersona]
        /// Whether ids that are not named reach no agent (close 3000).
        public var knowsOnlyNamedAgents: Bool
        /// Whether sound is kept, up to two minutes of each direction.
        public var recordsAudio: Bool

        /// Makes a configuration.
        public init(
            address: SocketAddress = .loopback(), apiKey: String? = nil, requiresAuthorization: Bool = false,
            persona: AgentPersona, agents: [String: AgentPersona] = [:], knowsOnlyNamedAgents: Bool = false,
            recordsAudio: Bool = true
        ) {
            self.address = address
            self.apiKey = apiKey
            self.requiresAuthorization = requiresAuthorization
            self.persona = persona
            self.agents = agents
            self.knowsOnlyNamedAgents = knowsOnlyNamedAgents
            self.recordsAudio = recordsAudio
        }
    }

    /// Where it is found, for example `http://127.0.0.1:40124`; the conversation socket has the same host and port.
    public let baseURL: String

    private let core: AgentCore
    private let server: HTTPServer

    /// Converts the script's sound and starts listening; throws where the address is taken.
    public init(_ configuration: Configuration, on group: EventLoopGroup) async throws {
        core = AgentCore(configuration, on: group)
        server = try await HTTPServer(
            .init(address: configuration.address), on: group,
            responder: AgentResponder(core: core), acceptor: AgentAcceptor(core: core))
        baseURL = "http://\(server.address)"
    }

    /// What happens from now on. One that is not read keeps the newest thousand events.
    public func events() -> AsyncStream<SimulatedCallEvent> { core.feed.listen() }

    /// The report on a conversation that has ended; `nil` while it has not. The last thousand are kept.
    public func report(_ conversationID: String) -> AgentReport? { core.reports.report(conversationID) }

    /// The reports kept, oldest first.
    public func reports() -> [AgentReport] { core.reports.all() }

    /// Waits until a conversation has ended; `nil` only where the task is cancelled.
    public func ended(_ conversationID: String) async -> AgentReport? { await core.reports.ended(conversationID) }

    /// Tells of every conversation that ends from now on by a signed webhook, as the vendor does; plain `http` only.
    public func tellConversations(to url: URL, secret: String) { core.postCall.send(to: url, secret: secret) }

    /// Waits for the answer to a conversation's webhook: its status, 0 where none came; `nil` where the task is cancelled.
    public func webhookAnswer(_ conversationID: String) async -> Int? { await core.postCall.answer(conversationID) }

    /// Stops listening; conversations under way live on until their clients close.
    public func stop() async {
        await server.stop()
        await core.postCall.shutDown()
        core.feed.finish()
    }
}
