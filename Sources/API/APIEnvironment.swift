import Calls
import FoundationEssentials
import Telemetry

/// What endpoints work with.
struct APIEnvironment: Sendable {
    let settings: APISettings
    let store: any CRMStore
    let live: LiveCalls
    let http: any HTTPSending
    let ids: IDSource
    let clock: APIClock
    let log: Log
    /// `nil` where calls are not recorded.
    var recordings: RecordingLibrary?

    /// Asks the store; what it cannot do now is for the client to try again.
    func stored<Value>(
        _ body: (any CRMStore) async throws(CallStoreError) -> Value
    ) async throws(APIError) -> Value {
        do throws(CallStoreError) {
            return try await body(store)
        } catch {
            if case .conflict(let other) = error { throw .conflict(with: other) }
            log.error("the store failed a request", ("error", "\(error)"))
            throw .storeUnavailable
        }
    }

    /// The agent of a call, where it is a registered one.
    func agent(of call: CallRecord) async throws(APIError) -> Agent? {
        guard let id = call.agentID else { return nil }
        return try await stored { (store) throws(CallStoreError) in try await store.agent(id) }
    }

    /// The lead of a call, where it has one.
    func lead(of call: CallRecord) async throws(APIError) -> Lead? {
        guard let id = call.leadID else { return nil }
        return try await stored { (store) throws(CallStoreError) in try await store.lead(id) }
    }

    /// How far a call had come, so far as is committed.
    func trace(of call: CallRecord) async throws(APIError) -> CallTrace {
        CallTrace(try await stored { (store) throws(CallStoreError) in try await store.events(of: call.id) })
    }

    /// A row for the audit: this caller, now.
    func audit(_ action: AuditEntry.Action, _ subject: RecordID, by caller: Caller) -> AuditEntry {
        AuditEntry(
            id: ids.next(), date: clock.date(), userID: caller.userID, keyID: caller.keyID, address: caller.address,
            action: action, subject: subject)
    }

    /// Takes an event of a call down, dated now.
    func record(_ kind: CallEvent.Kind, of call: RecordID, offset: Duration = .zero) {
        store.record(CallEvent(callID: call, date: clock.date(), offset: offset, kind: kind))
    }
}
