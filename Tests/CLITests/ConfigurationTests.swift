import API
import Bridge
import Calls
import Foundation
import PhoneNumbers
import Testing
import Transport

@testable import CLI

@Suite struct ConfigurationTests {
    static let complete = [
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef", "TWILIO_AUTH_TOKEN": "secret-token",
        "TWILIO_PHONE_NUMBER": "+12125550199", "ELEVENLABS_API_KEY": "key", "WEBHOOK_URL": "https://voice.example.com/",
    ]

    @Test func theFiveSettingsUsersHaveAreEnough() throws {
        let configuration = try Configuration(Self.complete)
        #expect(configuration.publicURL == "https://voice.example.com")
        #expect(configuration.twilio?.phoneNumber == "+12125550199")
        #expect(configuration.twilio?.apiURL.absoluteString == "https://api.twilio.com")
        #expect(configuration.elevenLabsAPIURL.absoluteString == "https://api.elevenlabs.io")
        #expect(configuration.agentAuth == .signedURL)
        #expect(!configuration.compressesAgentSocket)
        #expect(configuration.mediaAuth == .token)
        #expect(configuration.listen.description == "127.0.0.1:8080")
        #expect(configuration.database == "voicebridge.sqlite")
        #expect(configuration.maximumCall == .seconds(1800))
    }

    @Test("everything missing is named at once, with what to set")
    func allAtOnce() throws {
        let error = try #require(throws: ConfigurationError.self) { try Configuration([:]) }
        for name in [
            "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "WEBHOOK_URL", "ELEVENLABS_API_KEY",
        ] {
            #expect(error.problems.count { $0.hasPrefix(name) } == 1)
        }
        #expect(error.problems.count == 5)
    }

    @Test(
        "a malformed value is named",
        arguments: [
            ("TWILIO_ACCOUNT_SID", "AC12"), ("TWILIO_PHONE_NUMBER", "0151 1234"),
            ("WEBHOOK_URL", "http://voice.example.com"),
            ("WEBHOOK_URL", "voice.example.com"), ("WEBHOOK_URL", "https://voice.example.com/?a=1"),
            ("TWILIO_API_URL", "ftp://x"), ("VOICEBRIDGE_LISTEN", "8080"), ("VOICEBRIDGE_LISTEN", "::1:8080"),
            ("VOICEBRIDGE_LISTEN", "127.0.0.1:70000"), ("VOICEBRIDGE_MEDIA_AUTH", "off"),
            ("VOICEBRIDGE_AGENT_AUTH", "magic"), ("VOICEBRIDGE_TLS_KEY", "/no/such/file"),
            ("VOICEBRIDGE_MAX_CALL_SECONDS", "5"), ("VOICEBRIDGE_RING_SECONDS", "soon"),
            ("VOICEBRIDGE_RATE_LIMIT", "-1"), ("VOICEBRIDGE_RATE_LIMIT", "lots"), ("VOICEBRIDGE_CORS_ORIGINS", "*"),
            ("VOICEBRIDGE_CORS_ORIGINS", "https://crm.example.com/"),
            ("VOICEBRIDGE_CORS_ORIGINS", "https://a.example.com,crm.example.com"),
            ("VOICEBRIDGE_CORS_ORIGINS", "null"), ("VOICEBRIDGE_COST_PER_MINUTE", "-0.1"),
            ("VOICEBRIDGE_COST_PER_MINUTE", "10 cents"), ("VOICEBRIDGE_ALLOWED_COUNTRIES", "US;CA"),
            ("VOICEBRIDGE_ALLOWED_COUNTRIES", "XX"), ("VOICEBRIDGE_DEFAULT_COUNTRY", "US,CA"),
            ("VOICEBRIDGE_REFUSED_PREFIXES", "1900"), ("VOICEBRIDGE_DAILY_CALLS", "-1"),
            ("VOICEBRIDGE_CALLS_PER_SECOND", "0"), ("VOICEBRIDGE_CONCURRENT_CALLS", "0"),
            ("VOICEBRIDGE_RESERVED_CALLS", "100"), ("VOICEBRIDGE_DIAL_SETTLE_SECONDS", "0"),
            ("VOICEBRIDGE_LOG_LEVEL", "loud"),
            ("ELEVENLABS_COMPRESSION", "yes"), ("VOICEBRIDGE_INBOUND_AGENTS", "agent_1"),
            ("VOICEBRIDGE_INBOUND_AGENTS", "4155550100=agent_1"), ("VOICEBRIDGE_INBOUND_AGENTS", "+14155550100="),
            ("VOICEBRIDGE_INBOUND_CALLS", "many"), ("VOICEBRIDGE_INBOUND_DAILY", "-1"),
            ("VOICEBRIDGE_INBOUND_PER_CALLER", "-1"), ("VOICEBRIDGE_MACHINE_DETECTION", "yes"),
            ("VOICEBRIDGE_RECORD", "yes"), ("VOICEBRIDGE_RECORDING_DAYS", "-1"),
            ("VOICEBRIDGE_RECORDING_DAYS", "36501"), ("VOICEBRIDGE_PING_SECONDS", "-1"),
            ("VOICEBRIDGE_PING_SECONDS", "often"),
            ("VOICEBRIDGE_PING_DEADLINE_SECONDS", "0"), ("VOICEBRIDGE_TWILIO_PING_SECONDS", "3601"),
        ])
    func malformed(name: String, value: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration(Self.complete.merging([name: value]) { $1 })
        }
        #expect(error.problems.contains { $0.hasPrefix(name) })
    }

    @Test("agents are pinged and Twilio is not, unless told otherwise")
    func keepAlive() throws {
        var values = Self.complete
        let usual = try Configuration(values)
        #expect(usual.agentKeepAlive == WebSocketKeepAlive(interval: .seconds(20), deadline: .seconds(20)))
        #expect(usual.streamKeepAlive == nil)

        values["VOICEBRIDGE_PING_SECONDS"] = "0"
        values["VOICEBRIDGE_PING_DEADLINE_SECONDS"] = "5"
        values["VOICEBRIDGE_TWILIO_PING_SECONDS"] = "30"
        let set = try Configuration(values)
        #expect(set.agentKeepAlive == nil)
        #expect(set.streamKeepAlive == WebSocketKeepAlive(interval: .seconds(30), deadline: .seconds(5)))
        let bridge = set.bridgeSettings(telephony: nil, limits: CallLimits())
        #expect(bridge.agentKeepAlive == nil)
        #expect(bridge.streamKeepAlive == set.streamKeepAlive)
    }

    @Test("calls are recorded only where that was asked for, beside the database and for thirty days")
    func recording() throws {
        var values = Self.complete
        let usual = try Configuration(values)
        #expect(!usual.records && usual.recordings == "recordings" && usual.recordingDays == 30)
        #expect(!usual.bridgeSettings(telephony: nil, limits: CallLimits()).records)

        values["VOICEBRIDGE_DATABASE"] = "/var/lib/voicebridge/calls.sqlite"
        #expect(try Configuration(values).recordings == "/var/lib/voicebridge/recordings")
        values["VOICEBRIDGE_RECORD"] = "on"
        values["VOICEBRIDGE_RECORDINGS"] = "/srv/sound"
        values["VOICEBRIDGE_RECORDING_DAYS"] = "0"
        let set = try Configuration(values)
        #expect(set.records && set.recordings == "/srv/sound" && set.recordingDays == 0)
        #expect(set.bridgeSettings(telephony: nil, limits: CallLimits()).records)
    }

    @Test("what the API is told of keys, pages, money and TLS")
    func api() throws {
        let plain = try Configuration(Self.complete).apiSettings(telephony: nil, publicURL: "http://127.0.0.1:1")
        #expect(plain.requestsPerMinute == 1200)
        #expect(plain.allowedOrigins.isEmpty)
        #expect(plain.costPerMinute == Money("0.10"))
        #expect(!plain.isReachedByTLS)
        let values = Self.complete.merging([
            "VOICEBRIDGE_CORS_ORIGINS": "https://crm.example.com, http://localhost:3000", "VOICEBRIDGE_RATE_LIMIT": "0",
            "VOICEBRIDGE_COST_PER_MINUTE": "0.0125",
        ]) { $1 }
        let set = try Configuration(values).apiSettings(telephony: nil, publicURL: "https://voice.example.com")
        #expect(set.requestsPerMinute == 0)
        #expect(set.allowedOrigins == ["https://crm.example.com", "http://localhost:3000"])
        #expect(set.costPerMinute.millionths == 12_500)
        #expect(set.isReachedByTLS)
    }

    @Test("which numbers may be dialled, how often and how fast")
    func dialing() throws {
        let plain = try Configuration(Self.complete).apiSettings(telephony: nil, publicURL: "http://127.0.0.1:1")
        #expect(plain.dialing?.allowed.map(\.code) == ["US"])
        #expect(plain.dialing?.defaultCountry?.code == "US")
        #expect(plain.dailyCalls == 1000)
        #expect(plain.callsPerSecond == 1 && plain.concurrentCalls == 100 && plain.reservedCalls == 10)
        #expect(plain.dialSettle == .seconds(60))
        let values = Self.complete.merging([
            "VOICEBRIDGE_ALLOWED_COUNTRIES": "de, AT", "VOICEBRIDGE_DEFAULT_COUNTRY": "DE",
            "VOICEBRIDGE_REFUSED_PREFIXES": "+49900, +4318", "VOICEBRIDGE_DAILY_CALLS": "0",
            "VOICEBRIDGE_CONCURRENT_CALLS": "5",
        ]) { $1 }
        let set = try Configuration(values).apiSettings(telephony: nil, publicURL: "https://voice.example.com")
        #expect(set.dialing?.allowed.map(\.code).sorted() == ["AT", "DE"])
        #expect(set.dialing?.defaultCountry?.code == "DE")
        #expect(set.dialing?.refusedPrefixes == ["+49900", "+4318"])
        #expect(set.dailyCalls == nil && set.concurrentCalls == 5 && set.reservedCalls == 0)
    }

    @Test("a secret in the wrong place is not repeated")
    func secretsStayUnsaid() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration(Self.complete.merging(["TWILIO_ACCOUNT_SID": "hunter2"]) { $1 })
        }
        #expect(!error.text.contains("hunter2"))
    }

    @Test func otherNamesOfThePublicURL() throws {
        var values = Self.complete
        values["WEBHOOK_URL"] = nil
        values["API_URL"] = "https://third.example.com"
        #expect(try Configuration(values).publicURL == "https://third.example.com")
        values["NGROK_URL"] = "https://second.example.com"
        #expect(try Configuration(values).publicURL == "https://second.example.com")
    }

    @Test("an open media path is for loopback only, and needs no account")
    func openMediaPath() throws {
        let open = try Configuration(["VOICEBRIDGE_MEDIA_AUTH": "none"])
        #expect(open.twilio == nil && open.agentAuth == .none)
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration(["VOICEBRIDGE_MEDIA_AUTH": "none", "VOICEBRIDGE_LISTEN": "0.0.0.0:8080"])
        }
        #expect(error.problems.contains { $0.hasPrefix("VOICEBRIDGE_MEDIA_AUTH") })
    }

    @Test func everySettingIsInTheHelpAndInTheReadme() throws {
        let readme = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md"),
            encoding: .utf8)
        for setting in Setting.all {
            #expect(Setting.help.contains(setting.name))
            #expect(readme.contains("`\(setting.name)`"), "README.md does not list \(setting.name)")
        }
    }
}
