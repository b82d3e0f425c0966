import Calls
import Foundation
import HTTP
import PhoneNumbers
import Synchronization
import Testing
import Twilio

@testable import API

@Suite("Uploading a list") struct BulkUploadEndpointTests {
    private static let list = """
        phone,name,notes,City
        (212) 555-0101,Ada,VIP,Rome
        911,Nobody,,
        +12125550102,Grace,,

        212-555-0101,Ada again,,
        +442079460958,Alan,,
        ,Nameless,,
        +1 900 555 0123,Premium,,
        """

    /// A Twilio that takes every order under a name of its own.
    private func harness(_ configure: (inout APISettings) -> Void = { _ in }) async throws -> Harness {
        let harness = try await Harness(configure: configure)
        let count = Mutex(0)
        harness.twilio.answer { _ in
            TwilioDouble.created(
                count.withLock { count in
                    count += 1
                    return "CA\(count)"
                })
        }
        return harness
    }

    private func upload(
        _ file: String = list, agent: String = "agent_ada", query: String = "", headers: HTTPHeaders = [:],
        to harness: Harness
    ) async throws -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "multipart/form-data; boundary=b"
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\nContent-Type: text/csv\r\n\r\n"
            + "\(file)\r\n--b\r\nContent-Disposition: form-data; name=\"agentId\"\r\n\r\n\(agent)\r\n--b--\r\n"
        return try await harness.send(
            .post, "/api/call-initiation/bulk-upload\(query)", headers: headers, body: Array(body.utf8))
    }

    @Test("good rows are dialled once, bad ones are named with their line, and the answer comes at the end")
    func whole() async throws {
        let harness = try await harness()
        let answer = try await upload(to: harness)
        #expect(answer.status == .ok, "\(answer.text)")
        let object = try answer.object()
        #expect(
            Set(object.keys) == ["success", "jobId", "totalRows", "successfulCalls", "errors", "calls", "errorDetails"])
        #expect(object["totalRows"] as? Int == 7)
        #expect(object["successfulCalls"] as? Int == 2)
        #expect(object["errors"] as? Int == 5)
        let calls = try #require(object["calls"] as? [[String: Any]])
        #expect(calls.map { $0["phoneNumber"] as? String } == ["+12125550101", "+12125550102"])
        #expect(calls.map { $0["name"] as? String } == ["Ada", "Grace"])
        #expect(calls.map { $0["status"] as? String } == ["initiated", "initiated"])
        #expect(Set(calls.compactMap { $0["callId"] as? String }) == ["CA1", "CA2"])
        let errors = try #require(object["errorDetails"] as? [[String: Any]])
        #expect(errors.map { $0["row"] as? Int } == [3, 6, 7, 8, 9])
        #expect(
            errors.map { $0["phoneNumber"] as? String } == [
                "911", "212-555-0101", "+442079460958", "", "+1 900 555 0123",
            ])
        #expect(errors.allSatisfy { ($0["error"] as? String)?.isEmpty == false })
        #expect(harness.twilio.orders.count == 2)
        let leadID = try #require(calls.first?["leadId"] as? String)
        let lead = try #require(RecordID(leadID))
        let stored = try #require(try await harness.store.lead(lead))
        #expect(stored.notes == "VIP")
        #expect(stored.variables == ["City": "Rome"])
    }

    @Test("a dry run says the same of every row, and nothing is dialled or written")
    func dryRun() async throws {
        let harness = try await harness()
        let object = try await upload(query: "?dryRun=true", to: harness).object()
        #expect(object["totalRows"] as? Int == 7)
        #expect(object["successfulCalls"] as? Int == 0)
        #expect(object["errors"] as? Int == 5)
        #expect((object["calls"] as? [[String: Any]])?.map { $0["status"] as? String } == ["valid", "valid"])
        #expect(harness.twilio.orders.isEmpty)
        #expect(
            try await harness.store.leads(
                of: User.ownerID, phoneNumber: nil, includingArchived: true, after: nil, limit: 9
            ).elements.isEmpty)
        #expect(try await harness.store.runningJobs().isEmpty)
    }

    @Test("whoever prefers not to wait gets the job's address at once, and the same with the same key")
    func asynchronous() async throws {
        let harness = try await harness()
        let headers: HTTPHeaders = ["Prefer": "respond-async, wait=5", "Idempotency-Key": "list-1"]
        let answer = try await upload(headers: headers, to: harness)
        #expect(answer.status == .accepted)
        let id = try #require(try answer.object()["jobId"] as? String)
        #expect(answer.headers["Location"] == "/api/bulk-jobs/\(id)")
        #expect(answer.headers["Preference-Applied"] == "respond-async")
        #expect(try await upload(headers: headers, to: harness).object()["jobId"] as? String == id)
        // Without the preference the same key waits for the same job.
        let whole = try await upload(headers: ["Idempotency-Key": "list-1"], to: harness).object()
        #expect(whole["jobId"] as? String == id)
        #expect(whole["successfulCalls"] as? Int == 2)
        #expect(harness.twilio.orders.count == 2)

        let other = try await upload(Self.list + "\n+12125550103,New", headers: headers, to: harness)
        #expect(other.status == .unprocessableContent)
        #expect(try other.errorCode() == "idempotency_key_reused")
        let shown = try await harness.send(.get, "/api/bulk-jobs/\(id)").object()
        let job = try #require(shown["job"] as? [String: Any])
        #expect(job["status"] as? String == "completed")
        #expect(job["totalRows"] as? Int == 7)
        #expect(job["successfulCalls"] as? Int == 2)
        #expect(job["row"] as? Int == 4)
        #expect((shown["rows"] as? [[String: Any]])?.count == 7)
        let stranger = try await harness.key(.read, of: "stranger")
        #expect(try await harness.send(.get, "/api/bulk-jobs/\(id)", headers: stranger).errorCode() == "unknown_job")
    }

    @Test("a job stops itself when row after row is refused, and goes on where it was when it is let go on")
    func stopsItself() async throws {
        let harness = try await harness()
        let works = Atomic(false)
        let count = Atomic(0)
        harness.twilio.answer { _ in
            guard works.load(ordering: .relaxed) else { return TwilioDouble.error(401, 20003, "Authenticate") }
            return TwilioDouble.created("CA\(count.add(1, ordering: .relaxed).newValue)")
        }
        let answer = try await upload(to: harness)
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "job_paused")
        let location = try #require(answer.headers["Location"])
        let paused = try #require(try await harness.send(.get, location).object()["job"] as? [String: Any])
        #expect(paused["status"] as? String == "paused")
        #expect(paused["reason"] as? String == "20003: Authenticate")
        works.store(true, ordering: .relaxed)
        #expect(try await harness.send(.post, location + "/resume").status == .ok)
        while true {
            let job = try #require(try await harness.send(.get, location).object()["job"] as? [String: Any])
            if job["status"] as? String == "completed" {
                #expect(job["successfulCalls"] as? Int == 2)
                break
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(count.load(ordering: .relaxed) == 2)
    }

    @Test("a job that is cancelled dials nothing more, and cannot be let go on")
    func cancelled() async throws {
        let harness = try await harness()
        harness.twilio.answer { _ in TwilioDouble.error(401, 20003, "Authenticate") }
        let location = try #require(try await upload(to: harness).headers["Location"])
        let job = try #require(try await harness.send(.post, location + "/cancel").object()["job"] as? [String: Any])
        #expect(job["status"] as? String == "cancelled")
        let orders = harness.twilio.orders.count
        let resumed = try await harness.send(.post, location + "/resume")
        #expect(resumed.status == .conflict)
        #expect(try resumed.errorCode() == "job_not_open")
        #expect(harness.twilio.orders.count == orders)
        let counts = try #require(
            (try await harness.send(.get, location).object()["job"] as? [String: Any])?["counts"] as? [String: Any])
        #expect(counts["waiting"] as? Int == 0)
        #expect(counts["dialling"] as? Int == 0)
        #expect(try await harness.store.openDials().isEmpty)
    }

    @Test("the calls of a day are counted for each user, whoever orders them")
    func dailyLimit() async throws {
        let harness = try await harness { $0.dailyCalls = 1 }
        let answer = try await upload(to: harness)
        #expect(try answer.errorCode() == "job_paused")
        #expect(answer.text.contains("calls of today"))
        #expect(harness.twilio.orders.count == 1)
        let live = try await harness.order(#"{"agentId":"agent_ada","phoneNumber":"+12125550109"}"#)
        #expect(live.status == .tooManyRequests)
        #expect(try live.errorCode() == "daily_limit_reached")
        harness.clock.advance(by: .seconds(86_400))
        #expect(try await harness.order(#"{"agentId":"agent_ada","phoneNumber":"+12125550109"}"#).status == .ok)
    }

    @Test(
        "a list that is none is refused as a whole, and nothing is dialled or written",
        arguments: [
            ("", "agent_ada", 422, "csv_empty"), ("name\nAda", "agent_ada", 422, "csv_phone_column_missing"),
            ("phone\n+12125550101", "agent_none", 404, "unknown_agent"),
            ("phone\n+12125550101", "", 422, "agent_required"),
            (String(repeating: "x", count: 5 << 20 + 1), "agent_ada", 413, "file_too_large"),
        ])
    func refused(file: String, agent: String, status: Int, code: String) async throws {
        let harness = try await harness()
        let answer = try await upload(file, agent: agent, to: harness)
        #expect(answer.status.code == status, "\(answer.text)")
        #expect(try answer.errorCode() == code)
        #expect(harness.twilio.orders.isEmpty)
        #expect(try await harness.store.runningJobs().isEmpty)
    }

    @Test("another type than a form is 415, and a server that goes down takes no list")
    func otherwise() async throws {
        let harness = try await harness()
        let json = try await harness.send(
            .post, "/api/call-initiation/bulk-upload", headers: ["Content-Type": "application/json"],
            body: Array("{}".utf8))
        #expect(json.status == .unsupportedMediaType)
        harness.api.beginDraining()
        #expect(try await upload(to: harness).errorCode() == "draining")
    }
}
