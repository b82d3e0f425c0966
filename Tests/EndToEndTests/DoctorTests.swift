import Foundation
import HTTP
import Simulator
import Synchronization
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite("What the doctor sees", .serialized, .timeLimit(.minutes(2)))
struct DoctorTests {
    private static let persona = AgentPersona(AgentScript())

    /// Examines a world in which something may be wrong: in what the doctor is told, or in what the vendors have.
    private func examine(
        persona: AgentPersona = persona, settings: [String: String] = [:], told: [String: String] = [:],
        twilio: @escaping @Sendable (inout TwilioSimulator.Configuration) -> Void = { _ in },
        before: (Stage, inout [String: String]) async throws -> Void = { _, _ in }
    ) async throws -> [String: Checkup] {
        let directory = try TestSupport.TemporaryDirectory()
        let database = directory.file("calls.sqlite")
        var world = Stage.Settings(persona: persona, callee: .busy, database: database, more: settings, loops: 1)
        world.twilio = twilio
        let stage = try await Stage(world)
        var values = stage.settings.merging(told) { $1 }
        try await before(stage, &values)
        let checkups: [Checkup]
        do throws(ConfigurationError) {
            checkups = await DoctorCommand.examine(try Configuration(values))
        } catch {
            checkups = Doctor.checkups(of: error)
        }
        await stage.strike()
        return Dictionary(checkups.map { ($0.check, $0) }) { first, _ in first }
    }

    /// Expects one thing to fail with a remedy, and of the rest only what depends on it not to pass.
    private func expect(
        _ checkups: [String: Checkup], fails check: String, _ words: String, skipping skipped: Set<String> = [],
        location: SourceLocation = #_sourceLocation
    ) throws {
        let failed = try #require(checkups[check], sourceLocation: location)
        #expect(failed.outcome == .fail, "\(failed.text)", sourceLocation: location)
        #expect(failed.text.contains(words), "\(failed.text)", sourceLocation: location)
        #expect(!failed.remedy.isEmpty, sourceLocation: location)
        for checkup in checkups.values where checkup.check != check {
            // A secret that is not set is no fault, and a skipped line of its own.
            if checkup.check == "elevenlabs-webhook", checkup.outcome == .skipped { continue }
            let expected: Checkup.Outcome = skipped.contains(checkup.check) ? .skipped : .pass
            #expect(checkup.outcome == expected, "\(checkup.text)", sourceLocation: location)
        }
    }

    private static let publicWay: Set<String> = ["webhook", "webhook-forged", "media-socket", "media-socket-forged"]

    @Test("in a world where all is well everything passes")
    func well() async throws {
        let checkups = try await examine(settings: [Setting.elevenLabsWebhookSecret.name: "wsec_1"])
        #expect(
            Set(checkups.keys) == [
                "settings", "descriptors", "disk", "store", "twilio-account", "twilio-number", "clock",
                "elevenlabs-key", "elevenlabs-agent", "public-url", "webhook", "webhook-forged", "elevenlabs-webhook",
                "media-socket", "media-socket-forged",
            ])
        for checkup in checkups.values { #expect(checkup.outcome == .pass, "\(checkup.text)") }
    }

    @Test("settings that are missing or malformed are named one by one, and nothing else is looked at")
    func settings() async throws {
        let checkups = try await examine(told: [Setting.twilioPhoneNumber.name: "0151", "VOICEBRIDGE_LISTEN": "x"])
        #expect(checkups.count == 1)
        #expect(checkups["settings"]?.outcome == .fail)
    }

    @Test("Twilio: a wrong token, a suspended account, another's number, one without voice, no Twilio at all")
    func twilio() async throws {
        let wrongToken = try await examine(told: [Setting.twilioAuthToken.name: "wrong"])
        #expect(wrongToken["twilio-account"]?.outcome == .fail)
        #expect(wrongToken["twilio-account"]?.remedy.contains("TWILIO_AUTH_TOKEN") == true)
        #expect(wrongToken["twilio-number"]?.outcome == .skipped)
        #expect(wrongToken["webhook"]?.outcome == .fail)
        #expect(wrongToken["media-socket"]?.text.contains("signature") == true)
        try expect(
            try await examine(twilio: { $0.accountStatus = "suspended" }), fails: "twilio-account", "suspended")
        try expect(
            try await examine(told: [Setting.twilioPhoneNumber.name: "+13105550100"]), fails: "twilio-number",
            "not among")
        try expect(
            try await examine(twilio: { $0.numbersWithoutVoice = [Stage.ownNumber] }), fails: "twilio-number",
            "takes no calls")
        try expect(
            try await examine(told: [Setting.twilioAPIURL.name: "http://127.0.0.1:1"]), fails: "twilio-account",
            "nothing listens", skipping: ["twilio-number", "clock"])
    }

    @Test("ElevenLabs: a wrong key, an unknown agent, one that is mute, one of a strange format, no ElevenLabs at all")
    func elevenLabs() async throws {
        try expect(
            try await examine(told: [Setting.elevenLabsAPIKey.name: "wrong"]), fails: "elevenlabs-key",
            "Invalid API key", skipping: ["elevenlabs-agent"])
        try expect(
            try await examine(told: [Setting.elevenLabsAPIURL.name: "http://127.0.0.1:1"]), fails: "elevenlabs-key",
            "nothing listens", skipping: ["elevenlabs-agent"])
        var mute = Self.persona
        mute.profile.clientEvents = ["user_transcript"]
        try expect(try await examine(persona: mute), fails: "elevenlabs-agent", "does not send 'audio'")
        var strange = Self.persona
        strange.profile.shownOutputFormat = "opus_48000"
        try expect(try await examine(persona: strange), fails: "elevenlabs-agent", "opus_48000")
        try expect(
            try await examineAgents { $0.knowsOnlyNamedAgents = true }, fails: "elevenlabs-agent", "not found")
        var taciturn = Self.persona
        taciturn.profile.clientEvents = ["audio", "interruption", "user_transcript", "agent_response"]
        let warned = try await examine(persona: taciturn)
        #expect(warned["elevenlabs-agent"]?.outcome == .warning)
    }

    /// With something wrong at the agents' vendor.
    private func examineAgents(
        _ agents: @escaping @Sendable (inout AgentSimulator.Configuration) -> Void
    ) async throws -> [String: Checkup] {
        let directory = try TestSupport.TemporaryDirectory()
        var world = Stage.Settings(
            persona: Self.persona, callee: .busy, database: directory.file("calls.sqlite"), loops: 1)
        world.agents = agents
        let stage = try await Stage(world)
        let checkups = await DoctorCommand.examine(try Configuration(stage.settings))
        await stage.strike()
        return Dictionary(checkups.map { ($0.check, $0) }) { first, _ in first }
    }

    @Test("the public URL: nobody there, a stranger, another voicebridge, no server here")
    func publicURL() async throws {
        try expect(
            try await examine(told: [Setting.publicURL.name: "http://127.0.0.1:1"]), fails: "public-url",
            "nothing listens", skipping: Self.publicWay)
        try expect(
            try await examine(before: { stage, values in values[Setting.publicURL.name] = stage.agents.baseURL }),
            fails: "public-url", "not as this server does", skipping: Self.publicWay)
        try expect(
            try await examine(before: { stage, _ in InstanceFile.write("another", beside: stage.database) }),
            fails: "public-url", "another voicebridge", skipping: Self.publicWay)
        try expect(
            try await examine(before: { stage, _ in
                try FileManager.default.removeItem(atPath: InstanceFile.path(beside: stage.database))
            }), fails: "public-url", "no server runs", skipping: Self.publicWay)
    }

    @Test("a public URL that only this machine reaches is no use to a Twilio in the world")
    func localURL() throws {
        let (world, here) = (
            try #require(URL(string: "https://api.twilio.com")), try #require(URL(string: "http://127.0.0.1:8082"))
        )
        for local in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            #expect(Doctor.judge(local, forTwilioAt: world)?.outcome == .fail, "\(local)")
            #expect(Doctor.judge(local, forTwilioAt: here) == nil, "\(local)")
        }
        #expect(Doctor.judge("https://voice.example.com", forTwilioAt: world) == nil)
    }

    @Test("a proxy that passes no upgrade on, or changes what it passes")
    func proxy() async throws {
        let group = EventLoopGroup(count: 1)
        let client = HTTPClient(on: group)
        for (changes, check, words) in [(false, "media-socket", "404"), (true, "webhook", "403")] {
            let front = Front(client: client, changesBodies: changes)
            let server = try await HTTPServer(.init(address: .loopback()), on: group, responder: front)
            let checkups = try await examine(before: { stage, values in
                front.lead(to: stage.baseURL)
                values[Setting.publicURL.name] = "http://\(server.address)"
            })
            // Signatures are made over the public URL, of which this server was not told: what it refuses is the host.
            let failed = try #require(checkups[check])
            #expect(failed.outcome == .fail, "\(failed.text)")
            #expect(failed.text.contains(words), "\(failed.text)")
            #expect(checkups["public-url"]?.outcome == .pass)
            await server.stop()
        }
        await client.shutDown()
        await group.shutDown()
    }

    @Test(
        "the certificate: one that is trusted, one of a stranger, one for another host, one that has expired",
        arguments: [
            (true, "IP:127.0.0.1", 2, Checkup.Outcome.pass), (false, "IP:127.0.0.1", 2, .fail),
            (true, "DNS:other.example.com", 2, .fail), (true, "IP:127.0.0.1", -1, .fail),
        ])
    func certificate(trusted: Bool, name: String, days: Int, outcome: Checkup.Outcome) async throws {
        let authority = try TestAuthority()
        let files = try authority.issue(for: [name], days: days)
        let checkups = try await examine(
            settings: [
                Setting.tlsCertificate.name: files.certificateFile, Setting.tlsKey.name: files.keyFile,
                Setting.caFile.name: authority.certificateFile,
            ],
            before: { stage, values in
                values[Setting.publicURL.name] = "https" + stage.baseURL.dropFirst(4)
                if !trusted { values[Setting.caFile.name] = nil }
            })
        let reached = try #require(checkups["public-url"])
        #expect(reached.outcome == outcome, "\(reached.text)")
        let words = outcome == .fail ? "TLS failed" : "its certificate is valid"
        #expect(reached.text.contains(words), "\(reached.text)")
    }

    @Test("a server that lets any stream in is found out, unless it was told to")
    func openMediaSocket() async throws {
        let none = [Setting.mediaAuth.name: Configuration.MediaAuth.none.rawValue]
        let token = [Setting.mediaAuth.name: Configuration.MediaAuth.token.rawValue]
        try expect(try await examine(settings: none, told: token), fails: "media-socket-forged", "is taken")
        #expect(try await examine(settings: none)["media-socket-forged"]?.outcome == .skipped)
    }

    @Test("ElevenLabs' secret: a server that was told another one refuses")
    func secret() async throws {
        let checkups = try await examine(
            settings: [Setting.elevenLabsWebhookSecret.name: "wsec_1"],
            told: [Setting.elevenLabsWebhookSecret.name: "wsec_2"])
        try expect(checkups, fails: "elevenlabs-webhook", "403")
    }

    @Test("this machine: a folder that is none, a file that is no database, a clock that is wrong")
    func machine() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let missing = try await examine(told: [Setting.database.name: directory.file("no/such/calls.sqlite")])
        #expect(missing["disk"]?.outcome == .fail)
        let garbage = directory.file("garbage.sqlite")
        try Data(String(repeating: "no database ", count: 100).utf8).write(to: URL(filePath: garbage))
        let unreadable = try await examine(told: [Setting.database.name: garbage])
        #expect(unreadable["store"]?.outcome == .fail)
        #expect(unreadable["disk"]?.outcome == .pass)
    }

    @Test("a clock that is an hour ahead of Twilio's")
    func clock() async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let stage = try await Stage(
            .init(persona: Self.persona, callee: .busy, database: directory.file("calls.sqlite"), loops: 1))
        let group = EventLoopGroup(count: 1)
        let http = HTTPClient(on: group)
        var tools = Doctor.Tools(http: http, tls: nil, group: group)
        tools.now = { Date() + 3600 }
        let doctor = Doctor(configuration: try Configuration(stage.settings), tools: tools)
        let clock = await doctor.examine().first { $0.check == "clock" }
        #expect(clock?.outcome == .fail)
        #expect(clock?.finding.hasSuffix("s ahead of Twilio's") == true)
        await http.shutDown()
        await group.shutDown()
        await stage.strike()
    }
}

/// A proxy that forwards requests, and upgrades to nothing.
private final class Front: HTTPResponder {
    private let client: HTTPClient
    private let changesBodies: Bool
    private let target = Mutex("")

    init(client: HTTPClient, changesBodies: Bool) {
        self.client = client
        self.changesBodies = changesBodies
    }

    func lead(to url: String) { target.withLock { $0 = url } }

    func bodyLimit(for head: HTTPRequest) -> Int { 64 * 1024 }

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        guard request.headers["Upgrade"] == nil, let url = URL(string: target.withLock { $0 } + request.target) else {
            return HTTPResponse(.notFound)
        }
        var headers = request.headers
        for name in ["Host", "Content-Length", "Connection"] { headers[name] = nil }
        let body = changesBodies && !request.body.isEmpty ? request.body + Array("&x=1".utf8) : request.body
        let outgoing = OutgoingRequest(request.method, url, headers: headers, body: body)
        guard let answer = try? await client.send(outgoing) else { return HTTPResponse(.badGateway) }
        return HTTPResponse(answer.status, body: answer.body)
    }
}
