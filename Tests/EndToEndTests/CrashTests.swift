import Calls
import Foundation
import HTTP
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite(.serialized) struct CrashTests {
    private let publicURL = "https://bridge.invalid"
    private let apiKey = "a-key-for-tests"

    /// The API of a bridge that runs as a process of its own, found from the first line it prints.
    private func start(
        _ twilio: TwilioSimulator, _ agents: AgentSimulator, database: String, on group: EventLoopGroup
    ) async throws -> (Program, BridgeClient) {
        let program = try Program(
            ["serve", "--loops", "1"],
            environment: [
                "TWILIO_ACCOUNT_SID": Stage.accountSID, "TWILIO_AUTH_TOKEN": Stage.authToken,
                "TWILIO_PHONE_NUMBER": Stage.ownNumber, "TWILIO_API_URL": twilio.baseURL,
                "ELEVENLABS_API_KEY": Stage.apiKey, "ELEVENLABS_API_URL": agents.baseURL,
                "ELEVENLABS_AGENT_ID": Stage.agentID, "WEBHOOK_URL": publicURL, "VOICEBRIDGE_API_KEY": apiKey,
                "VOICEBRIDGE_LISTEN": "127.0.0.1:0", "VOICEBRIDGE_DATABASE": database,
                "VOICEBRIDGE_LOG_LEVEL": "error",
            ])
        let banner = try await program.line(containing: "listens on ")
        let address = try #require(banner.split(separator: " ").last)
        twilio.reach(publicURL, at: String(address))
        twilio.reach("wss" + publicURL.dropFirst(5), at: "ws" + address.dropFirst(4))
        return (program, BridgeClient(baseURL: String(address), http: HTTPClient(on: group), apiKey: apiKey))
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

        let (first, client) = try await start(twilio, agents, database: database, on: group)
        let placed = try await client.placeCall(
            .init(agentId: "", phoneNumber: Stage.calleeNumber, leadName: "Ada", leadNotes: ""))
        let before = try await shown(placed.callId, by: client) { $0.lines.count >= 2 }
        #expect(before.status == "in-progress")
        await first.kill()
        await client.http.shutDown()

        let (second, again) = try await start(twilio, agents, database: database, on: group)
        let after = try await shown(placed.callId, by: again) { $0.endedReason != nil && $0.status != "in-progress" }
        #expect(after.endedReason == CallEndReason.bridgeRestart.rawValue)
        #expect(after.status == "completed")
        #expect(after.lines.starts(with: before.lines))
        #expect(await second.terminate() == 0)

        await again.http.shutDown()
        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }
}
