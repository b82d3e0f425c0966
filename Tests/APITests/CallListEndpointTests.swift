import Calls
import HTTP
import Testing

@testable import API

@Suite("Lists of calls by the API")
struct CallListEndpointTests {
    private func ids(_ harness: Harness, _ query: String) async throws -> [String] {
        let answer = try await harness.send(.get, "/api/calls\(query)")
        #expect(answer.status == .ok, "\(answer.text)")
        let calls = try #require(try answer.object()["calls"] as? [[String: Any]])
        return calls.compactMap { $0["_id"] as? String }
    }

    @Test("calls are listed as their logs show them, and each filter leaves what it says")
    func filters() async throws {
        let harness = try await Harness()
        let one = try await harness.addCall(0, agent: harness.ada, sid: "CA1", saying: "I want a refund")
        let two = try await harness.addCall(60, number: "+442071838750", status: .busy)
        let listed = try await harness.send(.get, "/api/calls")
        let shown = [
            try await harness.send(.get, "/api/calls/\(two)"), try await harness.send(.get, "/api/calls/CA1"),
        ].map { $0.text.dropFirst(#"{"success":true,"call":"#.count).dropLast() }
        #expect(listed.text == #"{"success":true,"calls":[\#(shown.joined(separator: ","))],"nextCursor":null}"#)

        for (query, expected) in [
            ("?agentId=\(harness.ada.id)", [one]), ("?status=busy", [two]), ("?status=queued", [one]),
            ("?direction=outbound", [two, one]), ("?direction=inbound", []), ("?initiatedFrom=live-call", [two, one]),
            ("?phoneNumber=%2B442071838750", [two]), ("?phoneNumber=(415)%20555-0123", [one]), ("?text=REFUND", [one]),
            ("?text=refund%20busy", []),
            ("?text=%22OR%20NOT%28", []), ("?from=2026-03-16T10:01:00Z", [two]), ("?to=2026-03-16T10:01:00Z", [one]),
            ("?from=2026-03-16&to=2026-03-17", [two, one]), ("?from=2026-03-17", []),
            ("?from=2026-03-16T11:00:30%2B01:00", [two]), ("?from=2026-03-16T11:00:30+01:00", [two]),
            ("?from=2026-03-16T10:00:00.001Z", [two]), ("?status=&text=&colour=red", [two, one]),
            ("?leadId=\(harness.ids.next())", []),
        ] as [(String, [RecordID])] {
            #expect(try await ids(harness, query) == expected.map(\.hex), "\(query)")
        }
    }

    @Test("pages join without a gap or a double, while calls are added")
    func pages() async throws {
        let harness = try await Harness()
        var expected: [String] = []
        for second in 0..<5 { expected.insert(try await harness.addCall(second).hex, at: 0) }
        var (seen, cursor) = ([String](), "")
        repeat {
            let answer = try await harness.send(.get, "/api/calls?limit=2\(cursor)").object()
            let calls = try #require(answer["calls"] as? [[String: Any]])
            seen += calls.compactMap { $0["_id"] as? String }
            cursor = (answer["nextCursor"] as? String).map { "&cursor=\($0)" } ?? ""
            try await harness.addCall(100 + seen.count)
        } while !cursor.isEmpty
        #expect(seen == expected)
    }

    @Test(
        "a value that means nothing is refused by name",
        arguments: [
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("limit=1e3", "limit"),
            ("cursor=x", "cursor"), ("cursor=c1.", "cursor"), ("cursor=65f5a1b2c3d4e5f6a7b8c9d0", "cursor"),
            ("agentId=agent_ada", "agentId"), ("leadId='%20OR%201=1", "leadId"), ("status=done", "status"),
            ("direction=up", "direction"), ("initiatedFrom=mars", "initiatedFrom"), ("from=yesterday", "from"),
            ("to=2026-13-01", "to"), ("to=1969-12-31", "to"), ("to=99999-01-01", "to"),
            ("text=\(String(repeating: "a", count: 257))", "text"),
        ])
    func invalid(query: String, field: String) async throws {
        for path in ["calls", "calls/export"] where !(path == "calls/export" && query == "limit=101") {
            let answer = try await Harness().send(.get, "/api/\(path)?\(query)")
            #expect(answer.status == .unprocessableContent)
            #expect((try answer.object()["error"] as? [String: Any])?["field"] as? String == field)
        }
    }

    @Test(
        "a time at the edge of the years from 1970 to 9999 is taken, whatever its offset",
        arguments: [
            ("1970-01-01T00:00:00+14:00", "1970-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59.999-12:00", "9999-12-31T23:59:59.999Z"),
        ])
    func edges(time: String, shown: String) async throws {
        let harness = try await Harness()
        let range = time.hasPrefix("1970") ? "from=\(time)" : "from=2026-01-01&to=\(time)"
        for path in ["calls", "analytics"] {
            let answer = try await harness.send(.get, "/api/\(path)?\(range.replacing("+", with: "%2B"))")
            #expect(answer.status == .ok)
            if path == "analytics" { #expect(answer.text.contains(shown)) }
        }
    }

    @Test("a call costs its begun minutes, at what was agreed when it was ordered")
    func cost() async throws {
        let harness = try await Harness(configure: { $0.costPerMinute = Money(millionths: 70_000) })
        let ordered = try await harness.placedCall()
        try await harness.record(.status(.completed, duration: 121), of: ordered)
        let answer = try await harness.send(.get, "/api/calls/\(ordered)")
        #expect(answer.text.contains(#""cost":{"totalCost":0.21,"costPerMinute":0.07}"#))
        let open = try await harness.addCall()
        #expect(
            try await harness.send(.get, "/api/calls/\(open)").text.contains(
                #""cost":{"totalCost":0,"costPerMinute":0.07}"#))
    }
}
