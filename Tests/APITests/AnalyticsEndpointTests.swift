import Calls
import HTTP
import Testing

@testable import API

@Suite("Analytics by the API")
struct AnalyticsEndpointTests {
    @Test("the whole shape, key by key")
    func wholeShape() async throws {
        let harness = try await Harness()
        try await harness.addCall(0, agent: harness.ada, status: .completed, duration: 61)
        try await harness.addCall(1, agent: harness.ada, status: .completed, duration: 20)
        try await harness.addCall(3600, status: .noAnswer)
        try await harness.addCall(3601, status: .ringing)
        let expected = """
            {"success":true,"from":"2026-03-16T00:00:00.000Z","to":"2026-03-17T00:00:00.000Z","agentId":null,
             "calls":{"total":4,"answered":2,"answerRate":0.6667,
              "outcomes":{"completed":2,"no-answer":1,"ringing":1}},
             "duration":{"total":81,"average":40.5,"p50":20,"p90":61,"p99":61},"cost":{"totalCost":0.3},
             "turnLatency":{"turns":0,"p50":null,"p90":null,"p95":null,"p99":null},
             "byHour":[
              {"hour":10,"calls":{"total":2,"answered":2,"answerRate":1,"outcomes":{"completed":2}}},
              {"hour":11,"calls":{"total":2,"answered":0,"answerRate":0,"outcomes":{"no-answer":1,"ringing":1}}}],
             "byAgent":[
              {"agentId":"\(harness.ada.id)","name":"Ada","elevenLabsAgentId":"agent_ada","cost":{"totalCost":0.3},
               "calls":{"total":2,"answered":2,"answerRate":1,"outcomes":{"completed":2}}},
              {"agentId":null,"name":null,"elevenLabsAgentId":"agent_x","cost":{"totalCost":0},
               "calls":{"total":2,"answered":0,"answerRate":0,"outcomes":{"no-answer":1,"ringing":1}}}]}
            """
        let answer = try await harness.send(.get, "/api/analytics?from=2026-03-16&to=2026-03-17")
        #expect(try canonical(answer.body) == canonical(expected))
    }

    @Test("without a range the last thirty days count, to this moment; an agent's calls by themselves")
    func usualRange() async throws {
        let harness = try await Harness()
        try await harness.addCall(0, agent: harness.ada, status: .completed, duration: 1)
        try await harness.addCall(-29 * 86_400, status: .completed, duration: 1)
        try await harness.addCall(-31 * 86_400, status: .completed, duration: 1)
        func total(_ query: String) async throws -> Int? {
            let object = try await harness.send(.get, "/api/analytics\(query)").object()
            return (object["calls"] as? [String: Any])?["total"] as? Int
        }
        #expect(try await total("") == 2)
        #expect(try await total("?agent=\(harness.ada.id)") == 1)
        #expect(try await total("?agentId=\(harness.ids.next())") == 0)
        #expect(try await total("?from=2026-01-01") == 3)
    }

    @Test("a range that ends before it begins is refused")
    func backwards() async throws {
        let answer = try await Harness().send(.get, "/api/analytics?from=2026-03-17&to=2026-03-16")
        #expect(answer.status == .unprocessableContent)
        #expect((try answer.object()["error"] as? [String: Any])?["field"] as? String == "from")
    }
}
