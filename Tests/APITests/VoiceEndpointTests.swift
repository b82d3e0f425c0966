import Calls
import FoundationEssentials
import HTTP
import Testing
import Transport
import Twilio

@testable import API

@Suite("Twilio asks what to do with a call")
struct VoiceEndpointTests {
    private static let path = "/api/webhooks/twilio/elevenlabs-outbound"

    private static let fields: KeyValuePairs = [
        "CallSid": "CA1", "AccountSid": "AC1", "From": "+12125550199", "To": "+14155550123",
        "CallStatus": "in-progress", "Direction": "outbound-api", "FromCity": "",
    ]

    private func target(_ harness: Harness, _ call: RecordID) -> String {
        "\(Self.path)?agentId=\(harness.ada.id)&callLogId=\(call)"
    }

    private func document(_ answer: HTTPResponse) throws -> TwiML {
        #expect(answer.status == .ok)
        #expect(answer.headers["Content-Type"]?.hasPrefix("text/xml") == true)
        return try TwiML(parsing: answer.body.span)
    }

    private func expectApology(_ answer: HTTPResponse) throws {
        let verbs = try document(answer).verbs
        #expect(verbs.count == 2)
        guard case .say(let words, _, _) = verbs.first else {
            Issue.record("\(verbs)")
            return
        }
        #expect(words.contains("sorry"))
        #expect(verbs.last == .hangup)
    }

    @Test("an answered call is connected to our stream, with a token that lets it in once, and then hung up")
    func connected() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall(
            #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"Grace & Co","leadNotes":"<VIP>"}"#)
        let document = try document(try await harness.webhook(target(harness, id), Self.fields))
        #expect(document.verbs.count == 2)
        #expect(document.verbs.last == .hangup)
        guard case .connect(let stream) = document.verbs.first else {
            Issue.record("\(document)")
            return
        }
        #expect(stream.url == "wss://bridge.example.com/media")
        let parameters = Dictionary(uniqueKeysWithValues: stream.parameters.map { ($0.name, $0.value) })
        #expect(Set(parameters.keys) == ["token", "callLogId", "agentId"])
        #expect(parameters["callLogId"] == id.hex)
        #expect(parameters["agentId"] == "agent_ada")

        let token = try #require(parameters["token"])
        let ticket = harness.live.redeem(token, twilioCallSID: "CA1", now: harness.clock.api.now())
        #expect(
            ticket
                == StreamTicket(
                    callID: id, twilioCallSID: "CA1", elevenLabsAgentID: "agent_ada",
                    dynamicVariables: [
                        "lead_name": "Grace & Co", "lead_notes": "<VIP>", "caller_number": "+12125550199",
                        "called_number": "+14155550123", "call_sid": "CA1", "agent_name": "Ada",
                    ]))
        #expect(harness.live.redeem(token, twilioCallSID: "CA1", now: harness.clock.api.now()) == nil)
        #expect(try await harness.store.call(id)?.status == .inProgress)
    }

    @Test("whether a call is recorded is its agent's to say, and the setting's where the agent does not")
    func recorded() async throws {
        for (global, agent, expected) in [
            (false, nil, false), (true, nil, true), (false, true, true), (true, false, false), (true, true, true),
        ] {
            let harness = try await Harness(records: global)
            var ada = harness.ada
            ada.records = agent
            try await harness.store.update(ada)
            let id = try await harness.placedCall()
            let document = try document(try await harness.webhook(target(harness, id), Self.fields))
            guard case .connect(let stream) = document.verbs.first else {
                Issue.record("\(document)")
                return
            }
            let token = try #require(stream.parameters.first { $0.name == "token" }).value
            let ticket = harness.live.redeem(token, twilioCallSID: "CA1", now: harness.clock.api.now())
            #expect(ticket?.records == expected, "\(global) \(String(describing: agent))")
        }
    }

    @Test("the token lives a minute")
    func lateToken() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let document = try document(try await harness.webhook(target(harness, id), Self.fields))
        guard case .connect(let stream) = document.verbs.first else {
            Issue.record("\(document)")
            return
        }
        harness.clock.advance(by: .seconds(60))
        let token = try #require(stream.parameters.first { $0.name == "token" }).value
        #expect(harness.live.redeem(token, twilioCallSID: "CA1", now: harness.clock.api.now()) == nil)
    }

    @Test("a call whose order was never answered is found by its log, and learns its SID")
    func uncertainDial() async throws {
        let harness = try await Harness()
        harness.twilio.answer { _ throws(HTTPClientError) in throw .timedOut }
        let id = try await harness.order(#"{"agentId":"agent_ada","phoneNumber":"+14155550123"}"#).callLogID()
        let document = try document(try await harness.webhook(target(harness, id), Self.fields))
        guard case .connect = document.verbs.first else {
            Issue.record("\(document)")
            return
        }
        #expect(try await harness.store.call(twilioCallSID: "CA1")?.id == id)
    }

    @Test("without a log's id the call is found by its SID")
    func bySID() async throws {
        let harness = try await Harness()
        _ = try await harness.placedCall()
        let document = try document(try await harness.webhook("\(Self.path)?agentId=agent_ada", Self.fields))
        #expect(document.verbs.count == 2)
        guard case .connect = document.verbs.first else {
            Issue.record("\(document)")
            return
        }
    }

    @Test("a call that is not ours, or is over, hears so and is hung up")
    func unknownCalls() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let other: KeyValuePairs = [
            "CallSid": "CA2", "AccountSid": "AC1", "CallStatus": "ringing", "Direction": "inbound",
        ]
        try expectApology(try await harness.webhook("\(Self.path)?agentId=agent_ada", other))
        try expectApology(try await harness.webhook(target(harness, id), other))
        try expectApology(try await harness.webhook("\(Self.path)?callLogId=nonsense", Self.fields))
        try expectApology(try await harness.webhook(target(harness, harness.ids.next()), Self.fields))
        try await harness.record(.status(.completed, duration: 1), of: id)
        try expectApology(try await harness.webhook(target(harness, id), Self.fields))
    }

    @Test("while the store fails, whoever is on the line hears an apology, not a status")
    func storeFails() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.reads]) }
        try expectApology(try await harness.webhook("\(Self.path)?callLogId=\(harness.ids.next())", Self.fields))
    }

    @Test("a store that cannot be written does not stop a call")
    func storeFull() async throws {
        let harness = try await Harness { BrokenStore($0, failing: [.flush]) }
        let id = try await harness.order(#"{"agentId":"agent_ada","phoneNumber":"+14155550123"}"#).callLogID()
        let document = try document(try await harness.webhook(target(harness, id), Self.fields))
        guard case .connect = document.verbs.first else {
            Issue.record("\(document)")
            return
        }
    }

    @Test("an unknown agent, a missing field: an error, and no ticket")
    func malformed() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let unknown = try await harness.webhook("\(Self.path)?agentId=agent_x&callLogId=\(id)", Self.fields)
        #expect(unknown.status == .notFound)
        #expect(try unknown.errorCode() == "unknown_agent")
        let incomplete = try await harness.webhook(target(harness, id), ["CallSid": "CA1"])
        #expect(incomplete.status == .badRequest)
        #expect(try incomplete.errorCode() == "malformed_form")
    }

    @Test("every change to a signed request is refused, whatever host it claims to be for")
    func signatures() async throws {
        let harness = try await Harness()
        let id = try await harness.placedCall()
        let signed = target(harness, id)
        let answers = [
            try await harness.webhook(signed, Self.fields, token: "guess"),
            try await harness.webhook(signed + "&x=1", Self.fields, signedTarget: signed),
            try await harness.webhook(signed, Self.fields, signedTarget: "/api/webhooks/twilio/call-status"),
            try await harness.send(
                .post, signed, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("CallSid=CA1".utf8)),
            try await harness.send(
                .post, signed,
                headers: [
                    "Content-Type": "application/x-www-form-urlencoded",
                    // Right for the host that the request names, which is not the one Twilio was told.
                    "Host": "evil.example.com",
                    "X-Twilio-Signature": RequestSignature(authToken: "secret").sign(
                        url: "https://evil.example.com\(signed)", fields: [.init("CallSid", "CA1")]),
                ], body: Array("CallSid=CA1".utf8)),
        ]
        for answer in answers {
            #expect(answer.status == .forbidden)
            #expect(try answer.errorCode() == "invalid_signature")
        }
        let events = try await harness.store.events(of: id)
        #expect(events.map(\.kind) == [.dialed(twilioCallSID: "CA1")])
    }

    @Test("a form that cannot be read is refused")
    func unreadableForm() async throws {
        let answer = try await Harness().send(
            .post, Self.path, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array("CallSid=%zz".utf8))
        #expect(answer.status == .badRequest)
        #expect(try answer.errorCode() == "malformed_form")
    }

    @Test("without a Twilio account nobody is Twilio")
    func noTwilio() async throws {
        let harness = try await Harness(hasTwilio: false)
        let answer = try await harness.webhook(Self.path, Self.fields)
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.errorCode() == "twilio_not_configured")
    }
}
