import Calls
import ElevenLabs
import FoundationEssentials
import HTTP
import Synchronization
import Testing
import Transport
import Twilio

@testable import API

@Suite("Before a list is dialled") struct BulkPreflightTests {
    /// What the vendors say; a test may change it.
    private final class Vendors: Sendable {
        let agent = Mutex<HTTPResponse?>(BulkPreflightTests.agent(saying: "Hi {{lead_name}}"))
        let numbers = Mutex<HTTPResponse?>(TwilioDouble.ownedNumbers)
        let orderCount = Atomic(0)
        let isOutOfService = Atomic(false)
    }

    private static let isForAgent: @Sendable (OutgoingRequest) -> Bool = { $0.url.path.contains("/v1/convai/agents/") }

    private static func agent(saying words: String, events: String = #""audio","interruption""#) -> HTTPResponse {
        HTTPResponse(
            .ok,
            body: Array(
                """
                {"agent_id":"agent_ada","conversation_config":{"agent":{"first_message":"\(words)"},
                "conversation":{"client_events":[\(events)]}}}
                """.utf8))
    }

    private func harness(_ vendors: Vendors) async throws -> Harness {
        let url = try #require(URL(string: "https://api.elevenlabs.io"))
        let harness = try await Harness(configure: { $0.elevenLabs = ElevenLabsAPI(apiURL: url, apiKey: "key") })
        harness.twilio.answer(numbers: true) { request throws(HTTPClientError) in
            if Self.isForAgent(request) || TwilioDouble.isForNumbers(request) {
                let said = Self.isForAgent(request) ? vendors.agent.withLock(\.self) : vendors.numbers.withLock(\.self)
                guard let answer = said else { throw .timedOut }
                return answer
            }
            if vendors.isOutOfService.load(ordering: .relaxed) { return TwilioDouble.error(401, 20003, "Authenticate") }
            return TwilioDouble.created("CA\(vendors.orderCount.add(1, ordering: .relaxed).newValue)")
        }
        return harness
    }

    private func upload(_ file: String, query: String = "", to harness: Harness) async throws -> HTTPResponse {
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\n\r\n\(file)\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"agentId\"\r\n\r\nagent_ada\r\n--b--\r\n"
        return try await harness.send(
            .post, "/api/call-initiation/bulk-upload\(query)",
            headers: ["Content-Type": "multipart/form-data; boundary=b"], body: Array(body.utf8))
    }

    private func expectNothingHappened(_ harness: Harness) async throws {
        #expect(harness.twilio.orders.isEmpty)
        #expect(try await harness.store.runningJobs().isEmpty)
        let leads = try await harness.store.leads(
            of: User.ownerID, phoneNumber: nil, includingArchived: true, after: nil, limit: 9)
        #expect(leads.elements.isEmpty)
    }

    @Test("the agent and the number are looked at once, however many rows there are")
    func once() async throws {
        let harness = try await harness(Vendors())
        let rows = (100..<180).map { "+12125550\($0),Ada" }
        let answer = try await upload((["phone,name"] + rows).joined(separator: "\n"), to: harness)
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(harness.twilio.orders.count == 80)
        #expect(harness.twilio.requests.count(where: Self.isForAgent) == 1)
        #expect(harness.twilio.requests.count(where: TwilioDouble.isForNumbers) == 1)
    }

    @Test("a row that lacks what the agent's words need is an error, unless the lead has it; the others are dialled")
    func variables() async throws {
        let vendors = Vendors()
        vendors.agent.withLock { $0 = Self.agent(saying: "Hi {{lead_name}}, your {{plan}} ends on {{day}}") }
        let harness = try await harness(vendors)
        for (number, variables) in [("+12125550101", ["day": "Monday"]), ("+12125550102", ["colour": "red"])] {
            try await harness.store.save(
                Lead(
                    id: harness.ids.next(), name: "G", phoneNumber: number, notes: "", variables: variables,
                    createdAt: TestClock.start))
        }
        let list = "phone,plan\n+12125550101,gold\n+12125550102,gold\n+12125550103,gold\n"
        for query in ["?dryRun=true", ""] {
            let object = try await upload(list, query: query, to: harness).object()
            let errors = try #require(object["errorDetails"] as? [[String: Any]])
            #expect(errors.map { $0["row"] as? Int } == [3, 4])
            #expect(errors.map { $0["phoneNumber"] as? String } == ["+12125550102", "+12125550103"])
            #expect(errors.allSatisfy { ($0["error"] as? String)?.contains("{{day}}") == true })
            let calls = try #require(object["calls"] as? [[String: Any]])
            #expect(calls.map { $0["phoneNumber"] as? String } == ["+12125550101"])
        }
        #expect(harness.twilio.orders.compactMap { $0["To"] } == ["+12125550101"])
        // A column with the heading supplies it, be its cell empty.
        let whole = try await upload("phone,plan,day\n+12125550102,gold,\n", to: harness).object()
        #expect(whole["successfulCalls"] as? Int == 1)
    }

    @Test("what is wrong with the agent or the number is said once, and nothing is dialled or written")
    func unfit() async throws {
        let lost = HTTPResponse(.notFound, body: Array(#"{"detail":{"message":"no such document"}}"#.utf8))
        let none = HTTPResponse(.ok, body: IncomingNumber.json(list: []))
        let worlds: [(HTTPResponse?, HTTPResponse?, Int, String)] = [
            (lost, TwilioDouble.ownedNumbers, 422, "agent_not_found"),
            (Self.agent(saying: "", events: #""audio""#), TwilioDouble.ownedNumbers, 422, "missing_client_event"),
            (Self.agent(saying: ""), none, 502, "number_not_owned"),
            (nil, TwilioDouble.ownedNumbers, 502, "elevenlabs_unreachable"),
            (HTTPResponse(.badGateway), TwilioDouble.ownedNumbers, 502, "elevenlabs_refused"),
            (Self.agent(saying: ""), nil, 502, "twilio_unreachable"),
        ]
        for (agent, numbers, status, code) in worlds {
            let vendors = Vendors()
            vendors.agent.withLock { $0 = agent }
            vendors.numbers.withLock { $0 = numbers }
            let harness = try await harness(vendors)
            for query in ["", "?dryRun=true"] {
                let answer = try await upload("phone\n+12125550101", query: query, to: harness)
                #expect(answer.status.code == status, "\(answer.text)")
                #expect(try answer.errorCode() == code)
                let error = try #require(try answer.object()["error"] as? [String: Any])
                #expect(error["field"] as? String == (status == 422 ? "agentId" : nil))
            }
            try await expectNothingHappened(harness)
        }
    }

    @Test("a paused job goes on only when the agent is fit")
    func resumed() async throws {
        let vendors = Vendors()
        vendors.isOutOfService.store(true, ordering: .relaxed)
        let harness = try await harness(vendors)
        let paused = try await upload("phone\n+12125550101", to: harness)
        #expect(try paused.errorCode() == "job_paused")
        let location = try #require(paused.headers["Location"])
        vendors.isOutOfService.store(false, ordering: .relaxed)
        vendors.agent.withLock { $0 = Self.agent(saying: "", events: "") }
        let refused = try await harness.send(.post, location + "/resume")
        #expect(refused.status == .unprocessableContent)
        #expect(try refused.errorCode() == "missing_client_event")
        let job = try #require(try await harness.send(.get, location).object()["job"] as? [String: Any])
        #expect(job["status"] as? String == "paused")
        #expect(vendors.orderCount.load(ordering: .relaxed) == 0)
        vendors.agent.withLock { $0 = Self.agent(saying: "") }
        #expect(try await harness.send(.post, location + "/resume").status == .ok)
    }
}
