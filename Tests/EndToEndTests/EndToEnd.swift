import Audio
import Bridge
import Calls
import Foundation
import HTTP
import Simulator
import Telemetry
import TestSupport
import Testing
import Transport

@testable import CLI

/// A stage with a folder of its own, and what a test does on it.
struct EndToEnd {
    let stage: Stage
    let client: BridgeClient
    private let directory: TestSupport.TemporaryDirectory
    private let group: EventLoopGroup

    /// Sets a stage up, plays on it, and takes it down whatever happens.
    static func run<Value>(
        persona: AgentPersona, callee: CallerScript, mediaAuth: Configuration.MediaAuth = .token,
        settings: [String: String] = [:], limits: CallLimits = CallLimits(), recordsLine: Bool = false,
        markFaults: MarkFaults = MarkFaults(), _ body: (EndToEnd) async throws -> Value
    ) async throws -> Value {
        let directory = try TestSupport.TemporaryDirectory()
        let stage = try await Stage(
            .init(
                persona: persona, callee: .answers(callee), recordsLine: recordsLine, markFaults: markFaults,
                mediaAuth: mediaAuth,
                database: directory.file("calls.sqlite"), more: settings, loops: 1, limits: limits))
        let group = EventLoopGroup(count: 1)
        let client = BridgeClient(baseURL: stage.baseURL, http: HTTPClient(on: group))
        let test = EndToEnd(stage: stage, client: client, directory: directory, group: group)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(test))
        } catch {
            result = .failure(error)
        }
        await client.http.shutDown()
        await stage.strike()
        await group.shutDown()
        return try result.get()
    }

    /// A call and both sides' accounts of it.
    struct Outcome {
        let record: CallRecord
        let events: [CallEvent]
        let twilio: CallReport
        let stream: StreamReport
    }

    /// Places a call and follows it to its end.
    func call() async throws -> Outcome {
        let placed = try await client.placeCall(
            .init(agentId: Stage.agentID, phoneNumber: Stage.calleeNumber, leadName: "Ada", leadNotes: "Notes"))
        let id = try #require(RecordID(placed.callLogId))
        let report = try #require(await stage.twilio.ended(placed.callId))
        let record = try await settled(id)
        return Outcome(
            record: record, events: try await stage.server.store.events(of: id), twilio: report,
            stream: try #require(report.stream))
    }

    /// The record once its status is terminal and the relay is done with it.
    func settled(_ id: RecordID) async throws -> CallRecord {
        let store = stage.server.store
        let news = store.committedEvents()
        func finished() async throws -> CallRecord? {
            guard let record = try await store.call(id), record.status.isTerminal, record.endReason != nil else {
                return nil
            }
            return record
        }
        if let record = try await finished() { return record }
        for await event in news where event.callID == id {
            if let record = try await finished() { return record }
        }
        throw CancellationError()
    }

    /// The report of the only conversation, once it has ended.
    func conversation() async throws -> AgentReport {
        let news = stage.agents.events()
        if let report = stage.agents.reports().first { return report }
        for await case .conversationEnded(let report) in news { return report }
        throw CancellationError()
    }
}

/// What agents and callers say in tests.
enum Sounds {
    /// A tone, 16-bit samples at 16 kHz.
    static func agentTone(_ seconds: Double, frequency: Double = 1000) -> AgentScript.Reply {
        let samples = Tone(frequency: frequency, level: -12).samples(Int(seconds * 16000), sampleRate: 16000)
        return AgentScript.Reply(text: "tone", samples: samples)
    }

    /// A tone as mu-law.
    static func callerTone(_ seconds: Double, frequency: Double = 1000) -> [UInt8] {
        var bytes: [UInt8] = []
        MuLaw.encode(
            Tone(frequency: frequency, level: -12).samples(Int(seconds * 8000), sampleRate: 8000).span, into: &bytes)
        return bytes
    }

    /// Samples of sound in any of the seven formats.
    static func samples(_ audio: [UInt8], _ format: AudioFormat) -> [Int16] {
        var samples: [Int16] = []
        switch format.encoding {
        case .muLaw: MuLaw.decode(audio.span, into: &samples)
        case .pcm16: PCM16.decode(audio.span, into: &samples)
        }
        return samples
    }

    /// The stretch of a second in the middle of what is louder than a whisper.
    static func middle(_ samples: [Int16], sampleRate: Int) throws -> [Int16] {
        let loud = samples.indices.filter { abs(Int(samples[$0])) > 1000 }
        let (first, last) = (try #require(loud.first), try #require(loud.last))
        let center = (first + last) / 2
        let half = min(sampleRate / 4, (last - first) / 2)
        return Array(samples[(center - half)..<(center + half)])
    }
}
