import Foundation
import HTTP
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

/// The program itself is killed in the middle of a list, with a Twilio that loses answers and doubles its webhooks.
@Suite(.serialized) struct BulkCrashTests {
    private static let publicURL = "https://bridge.invalid"
    private static let apiKey = "a-key-for-tests"
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

    private func start() async throws -> (Program, String) {
        let program = try Program(
            ["serve", "--loops", "1"],
            environment: [
                "TWILIO_ACCOUNT_SID": Stage.accountSID, "TWILIO_AUTH_TOKEN": Stage.authToken,
                "TWILIO_PHONE_NUMBER": Stage.ownNumber, "TWILIO_API_URL": twilio.baseURL,
                "ELEVENLABS_API_KEY": Stage.apiKey, "ELEVENLABS_API_URL": agents.baseURL,
                "ELEVENLABS_AGENT_ID": Stage.agentID, "WEBHOOK_URL": Self.publicURL,
                "VOICEBRIDGE_API_KEY": Self.apiKey, "VOICEBRIDGE_LISTEN": "127.0.0.1:0",
                "VOICEBRIDGE_DATABASE": directory.file("calls.sqlite"), "VOICEBRIDGE_LOG_LEVEL": "error",
                "VOICEBRIDGE_CALLS_PER_SECOND": "1000", "VOICEBRIDGE_CONCURRENT_CALLS": "100000",
                "VOICEBRIDGE_DAILY_CALLS": "0", "VOICEBRIDGE_DIAL_SETTLE_SECONDS": "2",
                "VOICEBRIDGE_RATE_LIMIT": "0",
            ])
        let banner = try await program.line(containing: "listens on ")
        let address = String(try #require(banner.split(separator: " ").last))
        twilio.reach(Self.publicURL, at: address)
        return (program, address)
    }

    private func send(
        _ method: HTTPMethod, _ address: String, _ path: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        by client: HTTPClient
    ) async throws -> [String: Any] {
        var headers = headers
        headers["Authorization"] = "Bearer \(Self.apiKey)"
        let url = try #require(URL(string: address + path))
        let answer = try await client.send(OutgoingRequest(method, url, headers: headers, body: body))
        #expect((200..<300).contains(answer.status.code), "\(String(decoding: answer.body, as: UTF8.self))")
        return try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    private func upload(_ address: String, by client: HTTPClient) async throws -> String {
        let rows = (0..<Self.rowCount).map { "+1212234\(String(10000 + $0).dropFirst()),Person \($0)\r\n" }.joined()
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\n\r\nphone,name\r\n\(rows)\r\n--b--\r\n"
        let answer = try await send(
            .post, address, "/api/call-initiation/bulk-upload",
            headers: [
                "Content-Type": "multipart/form-data; boundary=b", "Prefer": "respond-async",
                "Idempotency-Key": "the-list",
            ], body: Array(body.utf8), by: client)
        return try #require(answer["jobId"] as? String)
    }

    @Test("a list survives ten kills: no row is called twice, and none is left out", .timeLimit(.minutes(10)))
    func killed() async throws {
        var job: String?
        for kill in 0...Self.killCount {
            let (program, address) = try await start()
            let client = HTTPClient(on: group)
            let name = try await upload(address, by: client)
            #expect(job == nil || name == job)
            job = name
            if kill < Self.killCount {
                let enough = (kill + 1) * Self.rowCount / (Self.killCount + 2) + Int.random(in: 0..<5)
                while twilio.orderCount < enough { try await Task.sleep(for: .milliseconds(2)) }
                await program.kill()
            } else {
                try await expectDone(name, address, client)
                #expect(await program.terminate() == 0)
            }
            await client.shutDown()
        }
        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }

    private func expectDone(_ job: String, _ address: String, _ client: HTTPClient) async throws {
        while true {
            let answer = try await send(.get, address, "/api/bulk-jobs/\(job)?limit=1", by: client)
            let shown = try #require(answer["job"] as? [String: Any])
            let status = shown["status"] as? String
            #expect(status == "running" || status == "completed", "\(shown)")
            guard status == "running" else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        var logs: Set<String> = []
        var after = 1
        while true {
            let page = try await send(.get, address, "/api/bulk-jobs/\(job)?limit=1000&after=\(after)", by: client)
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
