import Calls
import HTTP
import Testing

@testable import API

@Suite("What is whose")
struct OwnershipTests {
    /// An endpoint that names a record; `RECORD` stands for the path of one.
    struct Endpoint: CustomTestStringConvertible {
        let method: HTTPMethod
        let path: String
        let scope: APIKey.Scope
        var json = ""

        var testDescription: String { "\(method.rawValue) \(path)" }
    }

    static let ofRecords = [
        Endpoint(method: .get, path: "/api/agents/AGENT", scope: .read),
        Endpoint(method: .patch, path: "/api/agents/AGENT", scope: .admin, json: #"{"name":"Eve"}"#),
        Endpoint(method: .delete, path: "/api/agents/AGENT", scope: .admin),
        Endpoint(method: .get, path: "/api/leads/LEAD", scope: .read),
        Endpoint(method: .patch, path: "/api/leads/LEAD", scope: .call, json: #"{"name":"Eve"}"#),
        Endpoint(method: .delete, path: "/api/leads/LEAD", scope: .call),
        Endpoint(method: .get, path: "/api/calls/CALL", scope: .read),
        Endpoint(method: .get, path: "/api/calls/CA1", scope: .read),
        Endpoint(method: .get, path: "/api/calls/CALL/transcript", scope: .read),
        Endpoint(method: .get, path: "/api/calls/CA1/transcript", scope: .read),
        Endpoint(method: .get, path: "/api/calls/CALL/recording", scope: .read),
        Endpoint(method: .post, path: "/api/calls/CALL/hangup", scope: .call),
        Endpoint(method: .post, path: "/api/calls/CA1/hangup", scope: .call),
        Endpoint(method: .get, path: "/api/call-initiation/status/CALL", scope: .read),
        Endpoint(method: .get, path: "/api/call-initiation/status/CA1", scope: .read),
    ]

    static let ofLists = [
        Endpoint(method: .get, path: "/api/agents", scope: .read),
        Endpoint(method: .post, path: "/api/agents", scope: .admin, json: "{}"),
        Endpoint(method: .get, path: "/api/leads", scope: .read),
        Endpoint(method: .post, path: "/api/leads", scope: .call, json: "{}"),
        Endpoint(method: .get, path: "/api/calls", scope: .read),
        Endpoint(method: .get, path: "/api/calls/export", scope: .read),
        Endpoint(method: .get, path: "/api/analytics", scope: .read),
        Endpoint(method: .post, path: "/api/call-initiation/live-call", scope: .call, json: "{}"),
    ]

    /// What the owner has, and how the paths name it.
    private struct Scene {
        let harness: Harness
        let names: [String: String]

        init() async throws {
            harness = try await Harness()
            let lead = Lead(
                id: harness.ids.next(), name: "Grace", phoneNumber: "+14155550123", notes: "",
                createdAt: TestClock.start)
            try await harness.store.save(lead)
            let call = try await harness.addCall(agent: harness.ada, sid: "CA1", status: .ringing, saying: "refund")
            names = ["AGENT": harness.ada.id.hex, "LEAD": lead.id.hex, "CALL": call.hex]
        }

        func send(_ endpoint: Endpoint, _ headers: HTTPHeaders, _ names: [String: String]) async throws -> HTTPResponse
        {
            var path = endpoint.path
            for (name, id) in names { path = path.replacing(name, with: id) }
            return try await harness.send(endpoint.method, path, json: endpoint.json, headers: headers)
        }

        /// All that could have been changed.
        func state() async throws -> [String] {
            let log = try #require(try await harness.store.callLog(twilioCallSID: "CA1", of: User.ownerID))
            let lead = try await harness.store.leads(
                of: User.ownerID, phoneNumber: nil, includingArchived: true, after: nil, limit: 9)
            return ["\(try await harness.store.agents())", "\(lead.elements)", "\(log)", "\(harness.twilio.requests)"]
        }
    }

    @Test(
        "another user's record is as unknown as none, whatever the key may do, and nothing happens to it",
        arguments: ofRecords)
    func others(endpoint: Endpoint) async throws {
        let scene = try await Scene()
        let stranger = try await scene.harness.key(.read, .call, .admin, of: "stranger")
        let before = try await scene.state()
        let theirs = try await scene.send(endpoint, stranger, scene.names)
        let nobodys = try await scene.send(
            endpoint, stranger, ["AGENT": "0", "LEAD": "0", "CALL": "65f5a1b2c3d4e5f6a7b8c9d0", "CA1": "CA9"])
        #expect(theirs.status == .notFound)
        #expect(theirs == nobodys)
        #expect(try await scene.state() == before)
        let audit = try await scene.harness.store.audit(of: User.ownerID, after: nil, limit: 9)
        #expect(audit.elements.isEmpty)
    }

    @Test("a key without the endpoint's scope is refused, with all others", arguments: ofRecords + ofLists)
    func scopes(endpoint: Endpoint) async throws {
        let scene = try await Scene()
        var key = try await scene.harness.key()
        #expect(try await scene.send(endpoint, key, scene.names).status == .forbidden)
        switch endpoint.scope {
        case .read: key = try await scene.harness.key(.call, .admin)
        case .call: key = try await scene.harness.key(.read, .admin)
        case .admin: key = try await scene.harness.key(.read, .call)
        }
        let before = try await scene.state()
        let refused = try await scene.send(endpoint, key, scene.names)
        #expect(refused.status == .forbidden)
        #expect(try refused.errorCode() == "missing_scope")
        #expect(refused.text.contains("'\(endpoint.scope.rawValue)'"))
        #expect(try await scene.state() == before)

        let open = try await scene.harness.key(endpoint.scope)
        #expect(try await scene.send(endpoint, open, scene.names).status != .forbidden)
        #expect(try await scene.send(endpoint, [:], scene.names).status == .unauthorized)
    }

    @Test("lists, searches, exports and analytics show a user their own")
    func lists() async throws {
        let scene = try await Scene()
        let stranger = try await scene.harness.key(.read, of: "stranger")
        for path in ["/api/agents", "/api/leads", "/api/calls", "/api/calls?text=refund", "/api/calls/export"] {
            let answer = try await scene.harness.send(.get, path, headers: stranger)
            #expect(answer.status == .ok)
            for id in scene.names.values { #expect(!answer.text.contains(id), "\(path)") }
        }
        let filtered = try await scene.harness.send(
            .get, "/api/calls?agentId=\(scene.harness.ada.id)", headers: stranger)
        #expect(filtered.text.contains(#""calls":[]"#))
        let sum = try await scene.harness.send(.get, "/api/analytics", headers: stranger)
        #expect(sum.text.contains(#""total":0"#))
    }

    @Test("a call cannot be given to another user's agent, and belongs to who ordered it")
    func orders() async throws {
        let scene = try await Scene()
        let stranger = try await scene.harness.key(.read, .call, .admin, of: "stranger")
        for name in [scene.harness.ada.id.hex, "agent_ada"] {
            let order = try await scene.harness.send(
                .post, "/api/call-initiation/live-call", json: #"{"agentId":"\#(name)","phoneNumber":"+14155550123"}"#,
                headers: stranger)
            #expect(try order.errorCode() == "unknown_agent")
        }
        let agent = try await scene.harness.send(
            .post, "/api/agents", json: #"{"name":"Mine","elevenLabsAgentId":"agent_ada"}"#, headers: stranger)
        #expect(agent.status == .created)
        let order = try await scene.harness.send(
            .post, "/api/call-initiation/live-call", json: #"{"agentId":"agent_ada","phoneNumber":"+14155550123"}"#,
            headers: stranger)
        let id = try order.callLogID()
        let call = try #require(try await scene.harness.store.call(id))
        let key = try #require(try await scene.harness.store.keys().first)
        #expect(call.userID == key.userID)
        #expect(call.agentID != scene.harness.ada.id)
        #expect(call.leadID?.hex != scene.names["LEAD"])
        let audit = try await scene.harness.store.audit(of: key.userID, after: nil, limit: 9).elements
        #expect(audit.map(\.action) == [.dial, .createAgent])
        #expect(audit.map(\.keyID) == [key.id, key.id])
    }
}
