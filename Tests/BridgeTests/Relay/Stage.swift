import Calls
import ElevenLabs
import FoundationEssentials
import HTTP
import Telemetry
import Testing
import Transport
import Twilio
import WebSocket

@testable import Bridge

/// A bridge with a scripted agent behind it, on loopback; the test plays Twilio.
final class Stage: Sendable {
    let store = StoreDouble()
    let services: ServicesDouble
    let live = LiveCalls(makeToken: { "secret" })
    let acceptor: MediaStreamAcceptor
    private let group: EventLoopGroup
    private let agentServer: HTTPServer
    private let bridge: HTTPServer
    private let agents: AsyncStream<Peer>

    /// Sets it up, runs the scene and takes it down again.
    static func play(
        authentication: BridgeSettings.StreamAuthentication = .none, limits: CallLimits = CallLimits(),
        canEndCalls: Bool = true, configure: (inout BridgeSettings) -> Void = { _ in },
        _ scene: (Stage) async throws -> Void
    ) async throws {
        let stage = try await Stage(
            authentication: authentication, limits: limits, canEndCalls: canEndCalls, configure: configure)
        do {
            try await scene(stage)
        } catch {
            await stage.group.shutDown()
            throw error
        }
        await stage.group.shutDown()
    }

    private init(
        authentication: BridgeSettings.StreamAuthentication, limits: CallLimits, canEndCalls: Bool,
        configure: (inout BridgeSettings) -> Void
    ) async throws {
        // On a busy machine an agent may take a second; the hold sound has tests of its own.
        var limits = limits
        limits.holdAfter = nil
        group = EventLoopGroup(count: 2)
        let (agents, arrivals) = AsyncStream.makeStream(of: Peer.self)
        self.agents = agents
        agentServer = try await HTTPServer(
            HTTPServer.Configuration(address: .loopback()), on: group, responder: NothingHere(),
            acceptor: AgentDoor(arrivals: arrivals))
        services = ServicesDouble(
            agentURL: "ws://127.0.0.1:\(agentServer.address.port)/agent", canEndCalls: canEndCalls)
        acceptor = MediaStreamAcceptor(
            .make(
                authentication: authentication, limits: limits, store: store, live: live, services: services,
                configure: configure))
        bridge = try await HTTPServer(
            HTTPServer.Configuration(address: .loopback()), on: group, responder: NothingHere(), acceptor: acceptor)
    }

    /// Opens a media socket, as Twilio does.
    func dial(signature: String? = nil) async throws -> Peer {
        let url = "ws://127.0.0.1:\(bridge.address.port)/media"
        let headers: HTTPHeaders = signature.map { ["X-Twilio-Signature": $0] } ?? [:]
        return try await Peer.connect(to: url, headers: headers, on: group.loops[0])
    }

    /// The next socket that the bridge opened to the agent.
    func nextAgent() async throws -> Peer {
        var iterator = agents.makeAsyncIterator()
        return try #require(await iterator.next())
    }

    /// A stream that has started and an agent that has answered with its metadata and got its first message.
    func conversation(
        speaks: String = "ulaw_8000", hears: String = "ulaw_8000"
    ) async throws -> (caller: Caller, agent: Peer) {
        let caller = Caller(try await dial())
        await caller.start()
        let agent = try await nextAgent()
        #expect(await agent.nextText().contains("conversation_initiation_client_data"))
        let metadata = ConversationMetadata(
            conversationID: "conv_1", agentOutputAudioFormat: speaks, userInputAudioFormat: hears)
        await agent.send { ServerMessage.appendMetadata(metadata, into: &$0) }
        try await happened { if case .conversationStarted = $0 { true } else { false } }
        return (caller, agent)
    }

    /// Waits until the log says so, and gives the event.
    @discardableResult
    func happened(_ isIt: (CallEvent.Kind) -> Bool) async throws -> CallEvent.Kind {
        for await event in store.committedEvents() where isIt(event.kind) { return event.kind }
        throw CancellationError()
    }

    /// Waits for the end of the call and gives its reason and particulars.
    func callEnded() async throws -> CallEnd {
        let kind = try await happened { if case .ended = $0 { true } else { false } }
        guard case .ended(let reason, let detail) = kind else { throw CancellationError() }
        return CallEnd(reason, detail)
    }
}

/// The caller's side of a media socket.
final class Caller {
    let peer: Peer
    private var writer: TwilioStreamWriter
    private var time = 100

    init(_ peer: Peer, callSID: String = "CA1", parameters: [String: String] = ["agentId": "agent_1"]) {
        self.peer = peer
        writer = TwilioStreamWriter(
            start: StreamStart(
                accountSID: "AC1", streamSID: "MZ1", callSID: callSID, customParameters: parameters))
    }

    func start() async {
        await peer.send { writer.appendConnected(into: &$0) }
        await peer.send { writer.appendStart(into: &$0) }
    }

    func say(_ payload: String) async {
        time += 20
        let bytes = Array(payload.utf8)
        await peer.send { writer.appendMedia(payload: bytes.span, timestamp: time, into: &$0) }
    }

    func press(_ digit: String) async { await peer.send { writer.appendDTMF(digit: digit, into: &$0) } }

    func returnMark(_ name: String) async { await peer.send { writer.appendMark(name: name, into: &$0) } }

    func stop() async { await peer.send { writer.appendStop(into: &$0) } }

    /// The next command of the bridge's; marks within a response (`r1.1`) are passed over.
    func nextCommand(sourceLocation: SourceLocation = #_sourceLocation) async -> Command? {
        let text = Array(await peer.nextText(sourceLocation: sourceLocation).utf8)
        switch try? MediaStreamCommand(decoding: text.span, streamSID: "MZ1") {
        case .media(let payload, _): return .media(String(decoding: text[payload], as: UTF8.self))
        case .mark(let name) where name.contains("."): return await nextCommand(sourceLocation: sourceLocation)
        case .mark(let name): return .mark(name)
        case .clear: return .clear
        case nil: return nil
        }
    }

    /// What the bridge may say, the payload as text.
    enum Command: Equatable {
        case media(String)
        case mark(String)
        case clear
    }
}

/// Lets every socket in, as an agent.
private struct AgentDoor: WebSocketAcceptor {
    let arrivals: AsyncStream<Peer>.Continuation

    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        .accept(.init(limits: WebSocketLimits(maximumMessageSize: 1 << 20)))
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        arrivals.yield(Peer(socket, on: loop))
    }
}

/// A server of sockets only.
private struct NothingHere: HTTPResponder {
    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        HTTPResponse(.notFound)
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 0 }
}
