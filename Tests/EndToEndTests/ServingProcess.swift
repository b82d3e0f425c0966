import Foundation
import HTTP
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

/// The program's `serve`, a process of its own between the simulators, and a client of its API.
struct ServingProcess: Sendable {
    static let publicURL = "https://bridge.invalid"
    static let apiKey = "a-key-for-tests"
    /// Settings with which it dials as fast as it can: nothing keeps an order back but what is owed to orders in doubt.
    static let unpaced = [
        "VOICEBRIDGE_CALLS_PER_SECOND": "1000", "VOICEBRIDGE_CONCURRENT_CALLS": "100000",
        "VOICEBRIDGE_DAILY_CALLS": "0", "VOICEBRIDGE_DIAL_SETTLE_SECONDS": "2", "VOICEBRIDGE_RATE_LIMIT": "0",
    ]

    /// What the API answered.
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let object: [String: Any]
    }

    let program: Program
    /// Where it listens, such as `http://127.0.0.1:40123`.
    let address: String
    let client: HTTPClient

    /// Starts it, and tells the simulated Twilio where it is.
    /// - Parameter more: settings beside those that it needs.
    init(
        _ twilio: TwilioSimulator, _ agents: AgentSimulator, database: String, more: [String: String] = [:],
        on group: EventLoopGroup
    ) async throws {
        let settings = [
            "TWILIO_ACCOUNT_SID": Stage.accountSID, "TWILIO_AUTH_TOKEN": Stage.authToken,
            "TWILIO_PHONE_NUMBER": Stage.ownNumber, "TWILIO_API_URL": twilio.baseURL,
            "ELEVENLABS_API_KEY": Stage.apiKey, "ELEVENLABS_API_URL": agents.baseURL,
            "ELEVENLABS_AGENT_ID": Stage.agentID, "WEBHOOK_URL": Self.publicURL, "VOICEBRIDGE_API_KEY": Self.apiKey,
            "VOICEBRIDGE_LISTEN": "127.0.0.1:0", "VOICEBRIDGE_DATABASE": database, "VOICEBRIDGE_LOG_LEVEL": "error",
        ]
        program = try Program(["serve", "--loops", "1"], environment: settings.merging(more) { $1 })
        let banner = try await program.line(containing: "listens on ")
        address = String(try #require(banner.split(separator: " ").last))
        twilio.reach(Self.publicURL, at: address)
        twilio.reach("wss" + Self.publicURL.dropFirst("https".count), at: "ws" + address.dropFirst("http".count))
        client = HTTPClient(on: group)
    }

    /// Asks its API; throws where there is no answer.
    func ask(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) async throws -> Answer {
        var headers = headers
        headers["Authorization"] = "Bearer \(Self.apiKey)"
        let url = try #require(URL(string: address + path))
        let answer = try await client.send(
            OutgoingRequest(method, url, headers: headers, body: body), deadline: .seconds(60))
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        return Answer(status: answer.status.code, headers: answer.headers, object: try #require(object))
    }

    /// Uploads a list, which is dialled from then on, and gives the job's id.
    func upload(_ csv: String, key: String? = nil) async throws -> String {
        let part = "Content-Disposition: form-data; name=\"file\"; filename=\"l.csv\""
        var headers: HTTPHeaders = [
            "Content-Type": "multipart/form-data; boundary=b", "Prefer": "respond-async",
        ]
        if let key { headers["Idempotency-Key"] = key }
        let answer = try await ask(
            .post, "/api/call-initiation/bulk-upload", headers: headers,
            body: Array("--b\r\n\(part)\r\n\r\n\(csv)\r\n--b--\r\n".utf8))
        #expect(answer.status == 202, "\(answer.object)")
        return try #require(answer.object["jobId"] as? String)
    }

    /// `kill -9`, and waits until it is gone.
    func kill() async {
        await program.kill()
        await client.shutDown()
    }

    /// SIGTERM, and waits for the exit code.
    func terminate() async -> Int32 {
        let code = await program.terminate()
        await client.shutDown()
        return code
    }
}
