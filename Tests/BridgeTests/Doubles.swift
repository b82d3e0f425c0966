import Calls
import ElevenLabs
import FoundationEssentials
import HTTP
import Synchronization
import Telemetry
import Transport
import Twilio

@testable import Bridge

/// A call log in memory. What is recorded is durable at once.
final class StoreDouble: CallStore {
    private struct Contents {
        var calls: [CallRecord] = []
        var events: [CallEvent] = []
        var refusal: CallStoreError?
        var listeners: [AsyncStream<CallEvent>.Continuation] = []
    }

    private let contents = Mutex(Contents())

    /// What calls are refused with from now on.
    func refuse(with error: CallStoreError) { contents.withLock { $0.refusal = error } }

    var calls: [CallRecord] { contents.withLock { $0.calls } }
    var events: [CallEvent] { contents.withLock { $0.events } }
    var kinds: [CallEvent.Kind] { events.map(\.kind) }

    func record(_ event: CallEvent) {
        let listeners = contents.withLock { contents in
            contents.events.append(event)
            return contents.listeners
        }
        for listener in listeners { listener.yield(event) }
    }

    func flush() async throws(CallStoreError) {}

    /// Also those before, so that a test cannot come too late.
    func committedEvents() -> AsyncStream<CallEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: CallEvent.self)
        contents.withLock { contents in
            for event in contents.events { continuation.yield(event) }
            contents.listeners.append(continuation)
        }
        return stream
    }

    @discardableResult
    func add(
        _ call: CallRecord, lead: Lead?, noting audit: AuditEntry?
    ) async throws(CallStoreError) -> CallRecord {
        let refusal = contents.withLock { contents in
            if contents.refusal == nil { contents.calls.append(call) }
            return contents.refusal
        }
        if let refusal { throw refusal }
        return call
    }

    func call(_ id: RecordID) async throws(CallStoreError) -> CallRecord? { calls.first { $0.id == id } }
    func call(conversationID: String) async throws(CallStoreError) -> CallRecord? { nil }
    func call(twilioCallSID: String) async throws(CallStoreError) -> CallRecord? { nil }
    func unfinishedCalls() async throws(CallStoreError) -> [CallRecord] { [] }
    func events(of call: RecordID) async throws(CallStoreError) -> [CallEvent] { events }
}

/// The vendors' REST, answering as told.
final class ServicesDouble: VendorServices {
    struct EndedCall: Hashable {
        var callSID: String
        var words: String?
    }

    private struct Contents {
        var ended: [EndedCall] = []
        var asked: [String] = []
    }

    let canEndCalls: Bool
    private let agentURL: String
    private let refusal: VendorServiceError?
    private let contents = Mutex(Contents())

    init(agentURL: String = "ws://127.0.0.1:9", canEndCalls: Bool = true, refusal: VendorServiceError? = nil) {
        self.agentURL = agentURL
        self.canEndCalls = canEndCalls
        self.refusal = refusal
    }

    /// The phone calls that were ended.
    var ended: [EndedCall] { contents.withLock { $0.ended } }
    /// The agents whose address was asked for.
    var asked: [String] { contents.withLock { $0.asked } }

    @concurrent func endCall(_ callSID: String, saying words: String?) async throws(VendorServiceError) {
        contents.withLock { $0.ended.append(EndedCall(callSID: callSID, words: words)) }
    }

    @concurrent func conversation(agentID: String) async throws(VendorServiceError) -> ConversationAddress {
        contents.withLock { $0.asked.append(agentID) }
        if let refusal { throw refusal }
        return ConversationAddress(url: agentURL)
    }
}

extension BridgeEnvironment {
    /// A world for a call, all in memory.
    static func make(
        authentication: BridgeSettings.StreamAuthentication = .none, defaultAgent: String? = nil,
        limits: CallLimits = CallLimits(), store: StoreDouble = StoreDouble(),
        live: LiveCalls = LiveCalls(makeToken: { "token" }), services: ServicesDouble = ServicesDouble(),
        clock: BridgeClock = .system, log: Log = .silent, configure: (inout BridgeSettings) -> Void = { _ in }
    ) -> BridgeEnvironment {
        var settings = BridgeSettings(
            authentication: authentication,
            elevenLabs: ElevenLabsAPI(apiURL: URL(string: "http://127.0.0.1:9")!, apiKey: nil),
            defaultElevenLabsAgentID: defaultAgent)
        settings.limits = limits
        configure(&settings)
        return BridgeEnvironment(
            settings: settings, store: store, live: live, services: services, tls: nil, ids: IDSource(), clock: clock,
            telemetry: BridgeTelemetry(), log: log)
    }
}
