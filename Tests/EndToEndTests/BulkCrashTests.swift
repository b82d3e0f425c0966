import Foundation
import HTTP
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

/// The program itself is killed in the middle of a list, with a Twilio that loses answers and doubles its webhooks.
@Suite(.serialized) struct BulkCrashTests {
    /// `VOICEBRIDGE_BULK_ROWS=10000` for the whole of it, which takes minutes.
    private static let rowCount =
        ProcessInfo.processInfo.environment["VOICEBRIDGE_BULK_ROWS"].flatMap { Int($0) } ?? 400
    private static let killCount = 10

    private let twilio: TwilioSimulator
    private let agents: AgentSimulator
    private let group = EventLoopGroup(count: 1)
    private let directory: TestSupport.TemporaryDirectory

    init() async throws {
        directory = try TestSupport.TemporaryDirectory()
        var configuration = TwilioSimulator.Configuration(
            accountSID: Stage.accountSID, authToken: Stage.authToken, callee: .busy,
            timing: CallTiming(initiated: .milliseconds(1), ringing: .milliseconds(1), answer: .milliseconds(5)))
        configuration.orderFaults = OrderFaults { _ in
            [.answerLost, .takenAndFailed, .orderLost, .failed, .tooMany][safely: Int.random(in: 0..<100)]
        }
        configuration.webhookFaults = WebhookFaults(copies: 2, lateness: .milliseconds(50))
        twilio = try await TwilioSimulator(configuration, on: group)
        agents = try await AgentSimulator(
            .init(persona: AgentPersona(AgentScript())), on: group)
    }

    private func start() async throws -> ServingProcess {
        try await ServingProcess(
            twilio, agents, database: directory.file("calls.sqlite"), more: ServingProcess.unpaced, on: group)
    }

    private func upload(to bridge: ServingProcess) async throws -> String {
        let rows = (0..<Self.rowCount).map { "+1212234\(String(10000 + $0).dropFirst()),Person \($0)\r\n" }.joined()
        return try await bridge.upload("phone,name\r\n\(rows)", key: "the-list")
    }

    @Test("a list survives ten kills: no row is called twice, and none is left out", .timeLimit(.minutes(10)))
    func killed() async throws {
        var job: String?
        for kill in 0...Self.killCount {
            let bridge = try await start()
            let name = try await upload(to: bridge)
            #expect(job == nil || name == job)
            job = name
            if kill < Self.killCount {
                let enough = (kill + 1) * Self.rowCount / (Self.killCount + 2) + Int.random(in: 0..<5)
                while twilio.orderCount < enough { try await Task.sleep(for: .milliseconds(2)) }
                await bridge.kill()
            } else {
                try await expectDone(name, bridge)
                #expect(await bridge.terminate() == 0)
            }
        }
        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }

    private func expectDone(_ job: String, _ bridge: ServingProcess) async throws {
        while true {
            let answer = try await bridge.ask(.get, "/api/bulk-jobs/\(job)?limit=1").object
            let shown = try #require(answer["job"] as? [String: Any])
            let status = shown["status"] as? String
            #expect(status == "running" || status == "completed", "\(shown)")
            guard status == "running" else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        var logs: Set<String> = []
        var after = 1
        while true {
            let page = try await bridge.ask(.get, "/api/bulk-jobs/\(job)?limit=1000&after=\(after)").object
            for row in try #require(page["rows"] as? [[String: Any]]) {
                #expect(row["status"] as? String == "placed", "\(row)")
                logs.insert(try #require(row["callLogId"] as? String))
            }
            guard let next = page["nextRow"] as? Int else { break }
            after = next
        }
        #expect(logs.count == Self.rowCount)
        let counts = twilio.placedCounts
        #expect(counts.count == Self.rowCount)
        #expect(counts.values.allSatisfy { $0 == 1 }, "\(counts.filter { $0.value != 1 })")
        #expect(counts.keys.allSatisfy { url in logs.contains(String(url.suffix(24))) })
        print(
            "rows \(Self.rowCount), kills \(Self.killCount), orders \(twilio.orderCount), calls \(counts.values.reduce(0, +))"
        )
    }
}

extension Array {
    /// The element, or `nil` beyond the end.
    fileprivate subscript(safely index: Int) -> Element? { index < count ? self[index] : nil }
}
