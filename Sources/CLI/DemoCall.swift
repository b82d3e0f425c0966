import Bridge
import Calls
import Foundation
import Simulator
import Telemetry
import Transport

/// One call of the demo, placed through the API and followed to its end, and what came of it.
struct DemoCall {
    /// A call of half a minute is over long before.
    private static let limit = Duration.seconds(120)

    /// The call was not over when it should have been.
    struct Overdue: Error, CustomStringConvertible {
        var description: String { "the call was not over after \(DemoCall.limit); see the lines above" }
    }

    /// The call as `status` shows it: the text of a JSON object.
    let call: Data
    let record: CallRecord
    let stream: StreamReport?
    let events: [CallEvent]
    let latency: (p50: Double, p99: Double)

    /// Places a call and waits for its end, in the store and at Twilio.
    static func play(on stage: Stage) async throws -> DemoCall {
        let group = EventLoopGroup(count: 1)
        let client = BridgeClient(baseURL: stage.baseURL, http: HTTPClient(on: group))
        let placed = try await client.placeCall(
            .init(
                agentId: Stage.agentID, phoneNumber: Stage.calleeNumber, leadName: "Ada Lovelace",
                leadNotes: "Prefers Fridays"))
        let report = try await within(limit) { await stage.twilio.ended(placed.callId) }
        guard let report, let id = RecordID(placed.callLogId),
            let record = try await settled(id, in: stage.server.store)
        else { throw Overdue() }
        let telemetry = stage.server.telemetry
        let result = DemoCall(
            call: try await client.call(placed.callId), record: record, stream: report.stream,
            events: try await stage.server.store.events(of: id),
            latency: (milliseconds(telemetry.relay.quantile(0.5)), milliseconds(telemetry.relay.quantile(0.99))))
        await client.http.shutDown()
        await group.shutDown()
        return result
    }

    /// The record once its end and its status are in; both are on their way when Twilio has heard its last answer.
    private static func settled(_ id: RecordID, in store: SQLiteStore) async throws -> CallRecord? {
        try await within(limit) {
            let news = store.committedEvents()
            func finished() async throws -> CallRecord? {
                let record = try await store.call(id)
                return record.flatMap { $0.status.isTerminal && $0.endReason != nil ? $0 : nil }
            }
            if let record = try await finished() { return record }
            for await event in news where event.callID == id {
                if let record = try await finished() { return record }
            }
            return nil
        }
    }

    private static func within<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value?
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            let first = try await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }

    private static func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }

    /// Whether everything went as it should.
    var isGood: Bool { record.status == .completed && record.endReason == .agentEnded && heardMatchesSent }

    /// Twilio's own truth: what the callee heard is what we sent, less what was cleared.
    var heardMatchesSent: Bool { stream?.heardMatchesSent ?? false }

    private var frames: FrameCounts { record.frames ?? FrameCounts() }

    /// What `--json` prints.
    private struct Report: Encodable {
        struct Latency: Encodable {
            var p50: Double
            var p99: Double
        }

        var addedLatencyMs: Latency
        var frames: FrameCounts
        var heardMatchesSent: Bool
    }

    /// The result as one JSON object on one line.
    func json() throws -> String {
        let report = try JSONText.of(
            Report(
                addedLatencyMs: .init(p50: rounded(latency.p50), p99: rounded(latency.p99)), frames: frames,
                heardMatchesSent: heardMatchesSent))
        // The call goes in as the bridge sent it.
        return #"{"call":"# + String(decoding: call, as: UTF8.self) + "," + report.dropFirst()
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    /// What people read.
    var summary: String {
        let turns = events.count { event in
            switch event.kind {
            case .userTranscript, .agentResponse: true
            case .dialed, .status, .streamStarted, .conversationStarted, .agentCorrection, .agentHeard,
                .turnLatency, .interruption, .hangUpCalledOff, .toolCall, .toolResult, .toolReport, .keypad, .problem,
                .reportedProblem, .answeredBy, .vendorReport, .frames, .sound, .ended:
                false
            }
        }
        let heard = Double(stream?.bytesHeard ?? 0) / 8000
        let cleared = Double(stream?.bytesCleared ?? 0) / 8000
        let (p50, p99) = (latency.p50.formatted(decimals: 3), latency.p99.formatted(decimals: 3))
        return """
            \(isGood ? "The call went as it should." : "The call did NOT go as it should.")
              status       \(record.status.rawValue) after \(record.duration ?? 0) s, \(record.endReason?.rawValue ?? "no reason")
              turns        \(turns)
              frames       caller to agent \(frames.fromCaller) in, \(frames.toAgent) out; agent to caller \(frames.fromAgent) in,
                           \(frames.toCaller) out; dropped \(frames.dropped)
              sound        the callee heard \(heard.formatted(decimals: 2)) s of the agent; \(cleared.formatted(decimals: 2)) s were cleared by the interruption
              truth        what was heard is \(heardMatchesSent ? "" : "NOT ")byte for byte what was sent, less what was cleared
              added delay  \(p50) ms median, \(p99) ms at the 99th percentile, in the relay
            """
    }
}
