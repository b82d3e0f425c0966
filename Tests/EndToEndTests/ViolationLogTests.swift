import Bridge
import Foundation
import HTTP
import Simulator
import Telemetry
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite("The bridge and peers that break the rules") struct ViolationLogTests {
    @Test("what a client does wrong is counted and logged, without what it sent", .timeLimit(.minutes(1)))
    func violations() async throws {
        let capture = LogCapture()
        let directory = try TestSupport.TemporaryDirectory()
        let stage = try await Stage(
            .init(
                persona: AgentPersona(AgentScript(greeting: Sounds.agentTone(0.1))),
                callee: .answers(.listening(for: .seconds(1))), database: directory.file("calls.sqlite"), loops: 1,
                log: Log(sink: capture)))
        let group = EventLoopGroup(count: 1)
        let client = HTTPClient(on: group)
        let url = try #require(URL(string: stage.baseURL + "/api/webhooks/twilio/call-status"))
        let body = Array(repeatElement("secret", count: 20_000).joined().utf8)
        let response = try await client.send(OutgoingRequest(.post, url, body: body))
        #expect(response.status == .contentTooLarge)
        await client.shutDown()
        #expect(stage.server.telemetry.violations.counts == ["http_body_too_large": 1])
        await stage.strike()
        await group.shutDown()
        let words = #""message":"peer broke the rules","kind":"http_body_too_large","count":"1","peer":"127.0.0.1"}"#
        #expect(capture.lines.contains { $0.contains(words) })
        #expect(!capture.lines.contains { $0.contains("secret") })
    }
}
