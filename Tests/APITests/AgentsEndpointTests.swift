import Calls
import HTTP
import Testing

@testable import API

@Suite("Agents by the API")
struct AgentsEndpointTests {
    @Test("an agent is registered, shown, listed, renamed and removed")
    func life() async throws {
        let harness = try await Harness()
        let made = try await harness.send(
            .post, "/api/agents", json: #"{"name":"Bob","elevenLabsAgentId":"agent_bob","colour":"red"}"#)
        #expect(made.status == .created)
        let path = try #require(made.headers["Location"])
        let id = try #require(path.split(separator: "/").last)
        let shape = """
            {"_id":"\(id)","userId":"000000000000000000000001","name":"NAME","elevenLabsAgentId":"agent_bob",
             "records":null,"createdAt":"2026-03-16T10:00:00.000Z","updatedAt":"2026-03-16T10:00:00.000Z","archivedAt":null}
            """
        let bob = shape.replacing("NAME", with: "Bob")
        #expect(try canonical(made.body) == canonical(#"{"success":true,"agent":\#(bob)}"#))
        #expect(try await canonical(harness.send(.get, path).body) == canonical(made.body))

        let list = try await harness.send(.get, "/api/agents?limit=1")
        #expect(
            try canonical(list.body)
                == canonical(
                    #"{"success":true,"agents":[\#(bob)],"nextCursor":"c1.\#(id)"}"#))
        let rest = try await harness.send(.get, "/api/agents?limit=1&cursor=c1.\(id)").object()
        #expect(try #require(rest["agents"] as? [[String: Any]]).map { $0["name"] as? String } == ["Ada"])

        let changed = try await harness.send(.patch, path, json: #"{"name":"Robert"}"#)
        #expect(changed.status == .ok)
        #expect(
            try canonical(changed.body)
                == canonical(
                    #"{"success":true,"agent":\#(shape.replacing("NAME", with: "Robert"))}"#))

        let removed = try await harness.send(.delete, path)
        #expect(removed.text == #"{"success":true,"archived":false}"#)
        #expect(try await harness.send(.get, path).errorCode() == "unknown_agent")
        #expect(try await harness.send(.delete, path).status == .notFound)

        let audit = try await harness.store.audit(of: User.ownerID, after: nil, limit: 9).elements
        #expect(audit.map(\.action) == [.removeAgent, .changeAgent, .createAgent])
        #expect(Set(audit.map(\.subject.hex)) == [String(id)])
        #expect(audit[0].address == "127.0.0.1")
    }

    @Test("an agent with calls is archived: no longer listed or called, but still shown")
    func archived() async throws {
        let harness = try await Harness()
        let call = try await harness.addCall(agent: harness.ada)
        let removed = try await harness.send(.delete, "/api/agents/\(harness.ada.id)")
        #expect(removed.text == #"{"success":true,"archived":true}"#)
        #expect(
            try await harness.send(.get, "/api/agents").text
                == #"{"success":true,"agents":[],"nextCursor":null}"#)
        let all = try await harness.send(.get, "/api/agents?archived=true").text
        #expect(all.contains(#""archivedAt":"2026-03-16T10:00:00.000Z""#))
        #expect(try await harness.send(.get, "/api/calls/\(call)").text.contains(#""name":"Ada""#))
        for name in [harness.ada.id.hex, "agent_ada"] {
            let order = try await harness.order(#"{"agentId":"\#(name)","phoneNumber":"+14155550123"}"#)
            #expect(try order.errorCode() == "unknown_agent")
        }
    }

    @Test("whether an agent's calls are recorded is said, taken back, and nothing but true or false")
    func records() async throws {
        let harness = try await Harness()
        let path = "/api/agents/\(harness.ada.id)"
        for (json, records) in [(#"{"records":true}"#, true), ("{}", true), (#"{"records":null}"#, nil)] {
            let answer = try await harness.send(.patch, path, json: json)
            #expect((try answer.object()["agent"] as? [String: Any])?["records"] as? Bool == records)
            #expect(try await harness.store.agent(harness.ada.id)?.records == records)
        }
        #expect(try await harness.send(.patch, path, json: #"{"records":"yes"}"#).status == .badRequest)
    }

    @Test("an ElevenLabs id that another agent has is a conflict, and nothing is changed")
    func conflict() async throws {
        let harness = try await Harness()
        let made = try await harness.send(
            .post, "/api/agents", json: #"{"name":"Twin","elevenLabsAgentId":"agent_ada"}"#)
        #expect(made.status == .conflict)
        #expect(try made.errorCode() == "conflict")
        #expect(made.text.contains(harness.ada.id.hex))
        #expect(try await harness.store.agents() == [harness.ada])
        #expect(try await harness.store.audit(of: User.ownerID, after: nil, limit: 9).elements.isEmpty)
    }

    @Test(
        "what is missing, too long or of the wrong kind is named, and nothing is written",
        arguments: [
            ("{}", 422, "name"), (#"{"name":"Bob"}"#, 422, "elevenLabsAgentId"),
            (#"{"name":"","elevenLabsAgentId":"agent_bob"}"#, 422, "name"),
            (#"{"name":"  ","elevenLabsAgentId":"agent_bob"}"#, 422, "name"),
            (#"{"name":"\u0020\u0085\u2029","elevenLabsAgentId":"agent_bob"}"#, 422, "name"),
            (#"{"name":null,"elevenLabsAgentId":"agent_bob"}"#, 422, "name"),
            (#"{"name":5,"elevenLabsAgentId":"agent_bob"}"#, 400, "name"),
            (#"{"name":["Bob"],"elevenLabsAgentId":"agent_bob"}"#, 400, "name"),
            (#"{"name":"Bob","elevenLabsAgentId":"agent bob"}"#, 422, "elevenLabsAgentId"),
            (#"{"name":"Bob","elevenLabsAgentId":"../agent"}"#, 422, "elevenLabsAgentId"),
            (#"{"name":"Bob","elevenLabsAgentId":"\#(String(repeating: "a", count: 129))"}"#, 422, "elevenLabsAgentId"),
            (#"{"name":"\#(String(repeating: "a", count: 513))","elevenLabsAgentId":"agent_bob"}"#, 422, "name"),
        ])
    func invalid(json: String, status: Int, field: String) async throws {
        let harness = try await Harness()
        let answer = try await harness.send(.post, "/api/agents", json: json)
        #expect(answer.status.code == status)
        #expect((try answer.object()["error"] as? [String: Any])?["field"] as? String == field)
        #expect(try await harness.store.agents() == [harness.ada])
    }

    @Test("a change cannot empty what must be there")
    func emptied() async throws {
        let harness = try await Harness()
        let path = "/api/agents/\(harness.ada.id)"
        #expect(try await harness.send(.patch, path, json: #"{"name":null}"#).status.code == 422)
        #expect(try await harness.send(.patch, path, json: #"{"name":"","elevenLabsAgentId":""}"#).status == .ok)
        let ada = try #require(try await harness.store.agent(harness.ada.id))
        #expect(ada.name == "Ada")
        #expect(ada.elevenLabsAgentID == "agent_ada")
    }
}
