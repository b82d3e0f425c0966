import Calls
import HTTP
import PhoneNumbers
import Testing

@testable import API

@Suite("Leads by the API")
struct LeadsEndpointTests {
    private static let grace = """
        {"name":"Grace","phoneNumber":"+14155550123","email":"grace@example.com","notes":"VIP",
         "variables":{"city":"Arlington","rank":"Admiral"}}
        """

    private func lead(_ answer: HTTPResponse) throws -> [String: Any] {
        try #require(try answer.object()["lead"] as? [String: Any])
    }

    @Test("a lead is written down, shown, listed, found by number, changed and removed")
    func life() async throws {
        let harness = try await Harness()
        let made = try await harness.send(.post, "/api/leads", json: Self.grace)
        #expect(made.status == .created)
        let path = try #require(made.headers["Location"])
        let id = try #require(path.split(separator: "/").last)
        let expected = """
            {"_id":"\(id)","userId":"000000000000000000000001","name":"Grace","phoneNumber":"+14155550123",
             "email":"grace@example.com","notes":"VIP","variables":{"city":"Arlington","rank":"Admiral"},
             "createdAt":"2026-03-16T10:00:00.000Z","updatedAt":"2026-03-16T10:00:00.000Z","archivedAt":null}
            """
        #expect(try canonical(made.body) == canonical(#"{"success":true,"lead":\#(expected)}"#))
        #expect(try await canonical(harness.send(.get, path).body) == canonical(made.body))
        for query in ["", "?phoneNumber=%2B14155550123", "?phoneNumber=+14155550123"] {
            let list = try await harness.send(.get, "/api/leads\(query)")
            #expect(
                try canonical(list.body)
                    == canonical(
                        #"{"success":true,"leads":[\#(expected)],"nextCursor":null}"#))
        }
        #expect(try await harness.send(.get, "/api/leads?phoneNumber=%2B14155550124").text.contains(#""leads":[]"#))

        let patch = #"{"notes":"prefers mornings","email":null,"variables":{"rank":null,"ship":"Hopper","city":""}}"#
        let changed = try lead(try await harness.send(.patch, path, json: patch))
        #expect(changed["notes"] as? String == "prefers mornings")
        #expect(changed["email"] as? String == "")
        #expect(changed["name"] as? String == "Grace")
        #expect(changed["variables"] as? [String: String] == ["city": "Arlington", "ship": "Hopper"])

        #expect(try await harness.send(.delete, path).text == #"{"success":true,"archived":false}"#)
        #expect(try await harness.send(.get, path).errorCode() == "unknown_lead")
    }

    @Test("a number that is known is its lead, which takes over only what is not empty")
    func known() async throws {
        let harness = try await Harness()
        let first = try await harness.send(.post, "/api/leads", json: Self.grace)
        let again = try await harness.send(
            .post, "/api/leads",
            json: #"{"phoneNumber":"+14155550123","name":"","email":null,"notes":"moved","variables":{"city":""}}"#)
        #expect(again.status == .ok)
        #expect(again.headers["Location"] == first.headers["Location"])
        let lead = try lead(again)
        #expect(lead["name"] as? String == "Grace")
        #expect(lead["email"] as? String == "grace@example.com")
        #expect(lead["notes"] as? String == "moved")
        #expect((lead["variables"] as? [String: String])?["city"] == "Arlington")
    }

    @Test("a call order is for the lead who has the number, and keeps what is written of them")
    func order() async throws {
        let harness = try await Harness()
        let path = try #require(try await harness.send(.post, "/api/leads", json: Self.grace).headers["Location"])
        let answer = try await harness.order(
            #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"","leadNotes":"call back"}"#)
        #expect(path.hasSuffix(try #require(try answer.object()["leadId"] as? String)))
        let lead = try lead(try await harness.send(.get, path))
        #expect(lead["name"] as? String == "Grace")
        #expect(lead["notes"] as? String == "call back")
        #expect(try await harness.send(.delete, path).text == #"{"success":true,"archived":true}"#)
    }

    @Test("an agent is told a lead's variables, and ours win over them")
    func variables() async throws {
        let harness = try await Harness()
        _ = try await harness.send(
            .post, "/api/leads",
            json: #"{"phoneNumber":"+14155550123","variables":{"city":"Arlington","call_sid":"{{secret}}"}}"#)
        let id = try await harness.placedCall()
        let answer = try await harness.webhook(
            "/api/webhooks/twilio/elevenlabs-outbound?callLogId=\(id)",
            ["CallSid": "CA1", "AccountSid": "AC1", "CallStatus": "in-progress", "Direction": "outbound-api"])
        let token = try #require(answer.text.firstMatch(of: /token-[0-9a-f]{24}/)).output
        let ticket = harness.live.redeem(String(token), twilioCallSID: "CA1", now: harness.clock.api.now())
        #expect(ticket?.dynamicVariables["city"] == "Arlington")
        #expect(ticket?.dynamicVariables["call_sid"] == "CA1")
    }

    @Test("a number without its country is in the default one: posted, changed and looked for")
    func national() async throws {
        let harness = try await Harness()
        let made = try await harness.send(.post, "/api/leads", json: #"{"phoneNumber":"(415) 555-0123"}"#)
        #expect(made.status == .created)
        #expect(try lead(made)["phoneNumber"] as? String == "+14155550123")
        #expect(try await harness.send(.post, "/api/leads", json: Self.grace).status == .ok)
        let path = try #require(made.headers["Location"])
        let changed = try await harness.send(.patch, path, json: #"{"phoneNumber":"415-555-0124"}"#)
        #expect(try lead(changed)["phoneNumber"] as? String == "+14155550124")
        let found = try await harness.send(.get, "/api/leads?phoneNumber=4155550124").object()
        #expect((found["leads"] as? [Any])?.count == 1)

        let german = try await Harness(configure: {
            $0.dialing = DialingPolicy(allowing: [], defaultCountry: Country("DE"))
        })
        let berlin = try await german.send(.post, "/api/leads", json: #"{"phoneNumber":"030 1234567"}"#)
        #expect(try lead(berlin)["phoneNumber"] as? String == "+49301234567")
    }

    @Test("a lead cannot take another's number")
    func numberTaken() async throws {
        let harness = try await Harness()
        _ = try await harness.send(.post, "/api/leads", json: Self.grace)
        let alan = try await harness.send(.post, "/api/leads", json: #"{"phoneNumber":"+442071838750"}"#)
        let path = try #require(alan.headers["Location"])
        let answer = try await harness.send(.patch, path, json: #"{"phoneNumber":"+14155550123"}"#)
        #expect(answer.status == .conflict)
        #expect(try lead(try await harness.send(.get, path))["phoneNumber"] as? String == "+442071838750")
    }

    @Test(
        "what is wrong is named, and nothing is written",
        arguments: [
            ("{}", 422, "phoneNumber"), (#"{"phoneNumber":"555"}"#, 400, "phoneNumber"),
            (#"{"phoneNumber":14155550123}"#, 400, "phoneNumber"), (#"{"phoneNumber":null}"#, 422, "phoneNumber"),
            (#"{"phoneNumber":"+14155550123","name":{}}"#, 400, "name"),
            (#"{"phoneNumber":"+14155550123","email":"nobody"}"#, 422, "email"),
            (#"{"phoneNumber":"+14155550123","email":"a b@example.com"}"#, 422, "email"),
            (#"{"phoneNumber":"+14155550123","email":"@example.com"}"#, 422, "email"),
            (#"{"phoneNumber":"+14155550123","email":"a@b\r\nBcc: c@d"}"#, 422, "email"),
            (#"{"phoneNumber":"+14155550123","variables":"city"}"#, 400, "variables"),
            (#"{"phoneNumber":"+14155550123","variables":["city"]}"#, 400, "variables"),
            (#"{"phoneNumber":"+14155550123","variables":{"city":5}}"#, 400, "variables.city"),
            (#"{"phoneNumber":"+14155550123","variables":{"":"x"}}"#, 422, "variables"),
            (#"{"phoneNumber":"+14155550123","variables":{"a b":"x"}}"#, 422, "variables"),
            (#"{"phoneNumber":"+14155550123","variables":{"system__time":"x"}}"#, 422, "variables"),
            (
                #"{"phoneNumber":"+14155550123","variables":{"city":"\#(String(repeating: "a", count: 1025))"}}"#, 422,
                "variables.city"
            ),
            (#"{"phoneNumber":"+14155550123","notes":"\#(String(repeating: "a", count: 4097))"}"#, 422, "notes"),
        ])
    func invalid(json: String, status: Int, field: String) async throws {
        let harness = try await Harness()
        let answer = try await harness.send(.post, "/api/leads", json: json)
        #expect(answer.status.code == status)
        #expect((try answer.object()["error"] as? [String: Any])?["field"] as? String == field)
        #expect(try await harness.send(.get, "/api/leads").text.contains(#""leads":[]"#))
    }
}
