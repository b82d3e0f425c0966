import Bridge
import Calls
import Simulator
import Testing
import Transport
import WebSocket

@testable import CLI

@Suite(.serialized) struct StrangerTests {
    private var limits: CallLimits {
        var limits = CallLimits()
        limits.start = .milliseconds(300)
        return limits
    }

    private func replay(_ test: EndToEnd, signed: Bool, token: String?) async throws -> StreamReport {
        let group = EventLoopGroup(count: 1)
        var settings = StreamReplayer.Settings(url: "ws://\(test.stage.server.address)/media")
        settings.authToken = signed ? Stage.authToken : nil
        settings.customParameters = ["agentId": Stage.agentID]
        settings.customParameters["token"] = token
        let result: Result<ReplayReport, ConnectError>
        do throws(ConnectError) {
            result = .success(try await StreamReplayer(settings).play(Sounds.callerTone(1), on: group))
        } catch {
            result = .failure(error)
        }
        await group.shutDown()
        return try result.get().stream
    }

    private func expectUntouched(_ test: EndToEnd) async throws {
        #expect(test.stage.agents.reports().isEmpty)
        #expect(try await test.stage.server.store.unfinishedCalls().isEmpty)
        #expect(test.stage.server.live.count == 0)
    }

    @Test("without Twilio's signature the upgrade is refused", .timeLimit(.minutes(1)))
    func unsigned() async throws {
        let persona = AgentPersona(AgentScript(greeting: Sounds.agentTone(0.1)))
        try await EndToEnd.run(persona: persona, callee: .listening(for: .seconds(1)), limits: limits) { test in
            let error = await #expect(throws: ConnectError.self) {
                _ = try await replay(test, signed: false, token: nil)
            }
            guard case .upgradeRefused(403, _) = error else {
                Issue.record("refused with \(String(describing: error))")
                return
            }
            try await expectUntouched(test)
        }
    }

    @Test(
        "with a signature but no token of ours the socket is closed with 1008", .timeLimit(.minutes(1)),
        arguments: [nil, "", "0123456789abcdef0123456789abcdef"])
    func withoutToken(token: String?) async throws {
        let persona = AgentPersona(AgentScript(greeting: Sounds.agentTone(0.1)))
        try await EndToEnd.run(persona: persona, callee: .listening(for: .seconds(1)), limits: limits) { test in
            let stream = try await replay(test, signed: true, token: token)
            guard case .serverClosed(let reason) = stream.end else {
                Issue.record("ended with \(stream.end)")
                return
            }
            #expect(reason.code == .policyViolation)
            try await expectUntouched(test)
        }
    }
}
