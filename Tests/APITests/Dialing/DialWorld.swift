import Calls
import Foundation
import HTTP
import Telemetry
import TestSupport
import Testing
import Transport
import Twilio

@testable import API

/// A database, a Twilio and a clock that outlive the processes that use them.
final class DialWorld: Sendable {
    let directory: TestSupport.TemporaryDirectory
    let clock = TestClock()
    let twilio: PaperTwilio
    let ids = IDSource(now: { TestClock.start }, random: 7)

    init(fault: @escaping @Sendable (Int) -> PaperTwilio.Fault?) async throws {
        directory = try TestSupport.TemporaryDirectory()
        twilio = PaperTwilio(clock: clock.api, fault: fault)
        let store = try SQLiteStore(path: directory.file("calls.db"))
        try await store.add(
            Agent(id: ids.next(), name: "Ada", elevenLabsAgentID: "agent_ada", createdAt: TestClock.start))
    }

    /// One process.
    struct Process {
        let api: APIResponder
        let store: SQLiteStore
        let life: Life

        func send(
            _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: String = ""
        ) async throws -> HTTPResponse {
            var headers = headers
            headers["Host"] = "127.0.0.1:8080"
            let peer = try #require(SocketAddress(host: "127.0.0.1", port: 40_000))
            return await api.respond(
                to: HTTPRequest(method, target, headers: headers, body: Array(body.utf8)), from: peer)
        }
    }

    /// Starts a process that lives for so many steps.
    func start(steps: Int = .max, settle: Duration = .seconds(60)) async throws -> Process {
        let store = try SQLiteStore(path: directory.file("calls.db"))
        let account = TwilioAccount(
            accountSID: "AC1", authToken: "secret", apiURL: try #require(URL(string: "https://api.twilio.com")))
        var settings = APISettings(
            telephony: .init(
                account: account, fromNumber: "+12125550199", publicURL: Harness.publicURL,
                streamURL: "wss://bridge.example.com/media"))
        settings.callsPerSecond = 1_000_000
        settings.requestsPerMinute = 0
        settings.dialSettle = settle
        let life = Life(steps: steps)
        let api = APIResponder(
            settings: settings, store: BrokenStore(store, life: life), live: LiveCalls { "token" },
            http: MortalLine(twilio: twilio, life: life), ids: ids, log: .silent, clock: clock.api)
        return Process(api: api, store: store, life: life)
    }

    /// Waits, in real time, until something holds; the virtual time is moved by those who wait in it.
    func wait(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<5000 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(1))
        }
        return false
    }
}
