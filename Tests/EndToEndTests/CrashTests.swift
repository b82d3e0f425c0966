import Calls
import Foundation
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite(.serialized) struct CrashTests {
    private func client(of bridge: ServingProcess) -> BridgeClient {
        BridgeClient(baseURL: bridge.address, http: bridge.client, apiKey: ServingProcess.apiKey)
    }

    /// What `status` shows of a call.
    private struct Shown {
        let status: String
        let endedReason: String?
        let lines: [String]

        init(_ data: Data) throws {
            let call = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            status = try #require(call["status"] as? String)
            endedReason = call["endedReason"] as? String
            let transcript = try #require(call["transcript"] as? [[String: Any]])
            lines = transcript.compactMap { $0["message"] as? String }
        }
    }

    /// Asks for a call until it shows something; a person would press reload as often.
    private func shown(
        _ call: String, by client: BridgeClient, until isThere: (Shown) -> Bool
    ) async throws -> Shown {
        while true {
            let shown = try Shown(await client.call(call))
            if isThere(shown) { return shown }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    @Test(
        "after kill -9 in mid-call everything that was shown is there, and the call has ended", .timeLimit(.minutes(2)))
    func killed() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let database = directory.file("calls.sqlite")
        let group = EventLoopGroup(count: 1)
        let dialogue = try Dialogue.load(directory: Fixtures.folder.appending(path: "audio").path)
        let agents = try await AgentSimulator(.init(persona: AgentPersona(dialogue.agentScript)), on: group)
        let twilio = try await TwilioSimulator(
            .init(
                accountSID: Stage.accountSID, authToken: Stage.authToken, callee: .answers(dialogue.callerScript)),
            on: group)

        let first = try await ServingProcess(twilio, agents, database: database, on: group)
        let client = client(of: first)
        let placed = try await client.placeCall(
            .init(agentId: "", phoneNumber: Stage.calleeNumber, leadName: "Ada", leadNotes: ""))
        let before = try await shown(placed.callId, by: client) { $0.lines.count >= 2 }
        #expect(before.status == "in-progress")
        await first.kill()

        let second = try await ServingProcess(twilio, agents, database: database, on: group)
        let after = try await shown(placed.callId, by: self.client(of: second)) {
            $0.endedReason != nil && $0.status != "in-progress"
        }
        #expect(after.endedReason == CallEndReason.bridgeRestart.rawValue)
        #expect(after.status == "completed")
        #expect(after.lines.starts(with: before.lines))
        #expect(await second.terminate() == 0)

        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }
}
