import Calls
import Foundation
import PhoneNumbers
import Telemetry
import Transport

/// Everything `serve` needs to know, checked; made of the environment and `.env`.
struct Configuration: Sendable, Equatable {
    /// A Twilio account and the number it calls from.
    struct Twilio: Sendable, Equatable {
        var accountSID: String
        var authToken: String
        var phoneNumber: String
        var apiURL: URL
    }

    /// Who may connect to the media path.
    enum MediaAuth: String, CaseIterable, Sendable {
        /// Twilio's signature and a token of ours.
        case token
        /// Anyone; refused unless listening on loopback.
        case none
    }

    /// How an agent's socket is opened.
    enum AgentAuth: String, CaseIterable, Sendable {
        /// With a signed URL, asked for with the key.
        case signedURL = "signed-url"
        /// With the key on the upgrade itself.
        case apiKey = "api-key"
        /// With the agent's id alone, for public agents.
        case none
    }

    /// What a caller's speech does to a goodbye.
    enum Goodbye: String, CaseIterable, Sendable {
        /// The call goes on, as long as the agent is there.
        case yield
        /// Nothing.
        case finish
    }

    /// What follows from dead air.
    enum DeadAirPolicy: String, CaseIterable, Sendable {
        /// The call is ended.
        case end
        /// It is written down.
        case note
    }

    /// `nil` only with ``MediaAuth/none``: streams may come, but nothing is dialled.
    var twilio: Twilio?
    var elevenLabsAPIKey: String?
    var elevenLabsAgentID: String?
    var elevenLabsAPIURL: URL
    var elevenLabsWebhookSecret: String?
    var agentAuth: AgentAuth
    var compressesAgentSocket: Bool
    /// Without a trailing slash; `nil` only without Twilio.
    var publicURL: String?
    var listen: SocketAddress
    var exemptAddresses: [AddressRange]
    var database: String
    /// Whether calls are recorded whose agent does not say.
    var records: Bool
    /// Where recordings are kept.
    var recordings: String
    /// How long; 0 for ever.
    var recordingDays: Int
    var apiKey: String?
    /// Requests a minute for each API key; 0 for no limit.
    var rateLimit: Int
    var corsOrigins: [String]
    var costPerMinute: Money
    /// Which numbers may be dialled, how often and how fast.
    var dialing: Dialing
    var mediaAuth: MediaAuth
    var tlsCertificate: String?
    var tlsKey: String?
    var caFile: String?
    /// Agents by called number.
    var inboundAgents: [String: String]
    /// Inbound calls at once, in a day, and of one caller in a day.
    var inboundCalls: Int
    var inboundDaily: Int
    var inboundPerCaller: Int
    /// Whether Twilio is to find out who answered.
    var detectsMachines: Bool
    var maximumCall: Duration
    var goodbye: Goodbye
    /// `nil` for any length.
    var deadAir: Duration?
    var deadAirPolicy: DeadAirPolicy
    /// Mu-law at 8000 Hz; `nil` for none.
    var holdSound: [UInt8]?
    var ringTimeout: Duration
    /// How a vanished agent is noticed; `nil` for not at all.
    var agentKeepAlive: WebSocketKeepAlive?
    /// The same of Twilio's media socket.
    var streamKeepAlive: WebSocketKeepAlive?
    var logLevel: Log.Level

    /// Reads the environment and, for what it does not set, `.env` of the working folder.
    static func load() throws(ConfigurationError) -> Configuration {
        let environment = ProcessInfo.processInfo.environment
        let file = try dotEnv(path: ".env")
        return try Configuration(file.merging(environment) { _, fromEnvironment in fromEnvironment })
    }

    static func dotEnv(path: String) throws(ConfigurationError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) ?? 0
        guard mode & 0o027 == 0 else {
            throw ConfigurationError(problems: [".env holds secrets and others may read it: run 'chmod 600 .env'"])
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ConfigurationError(problems: [".env cannot be read as UTF-8 text"])
        }
        return try DotEnv.parse(text)
    }

    /// Checks values by name; an empty value counts as not set. Every problem is named, not only the first.
    init(_ values: [String: String]) throws(ConfigurationError) {
        var reader = SettingsReader(values)
        listen = reader.address(.listen)
        mediaAuth = reader.choice(.mediaAuth, MediaAuth.token)
        if mediaAuth == .none, !listen.isLoopback {
            reader.problem(.mediaAuth, "none lets anyone in; it needs \(Setting.listen.name) on 127.0.0.1")
        }

        let names = [Setting.twilioAccountSID, .twilioAuthToken, .twilioPhoneNumber]
        if mediaAuth == .token || names.contains(where: { reader.text($0) != nil }) {
            let apiURL = reader.url(.twilioAPIURL)
            let sid = reader.required(.twilioAccountSID, "it stands on the first page of Twilio's console") {
                $0.hasPrefix("AC") && $0.count == 34 && $0.dropFirst(2).allSatisfy(\.isHexDigit)
            }
            let token = reader.required(.twilioAuthToken, "it stands beside the account SID in Twilio's console")
            let number = reader.required(.twilioPhoneNumber, "a number you own at Twilio, like +14155550100") {
                $0.wholeMatch(of: /\+[1-9][0-9]{6,14}/) != nil
            }
            twilio = Twilio(accountSID: sid, authToken: token, phoneNumber: number, apiURL: apiURL)
            publicURL = reader.publicURL()
        }

        elevenLabsAPIURL = reader.url(.elevenLabsAPIURL)
        elevenLabsAPIKey = reader.text(.elevenLabsAPIKey)
        elevenLabsAgentID = reader.text(.elevenLabsAgentID)
        elevenLabsWebhookSecret = reader.text(.elevenLabsWebhookSecret)
        agentAuth = reader.choice(.agentAuth, elevenLabsAPIKey == nil && twilio == nil ? .none : .signedURL)
        if agentAuth != .none, elevenLabsAPIKey == nil {
            reader.problem(
                .elevenLabsAPIKey,
                "is not set; make a key in ElevenLabs' settings, or set \(Setting.agentAuth.name)=none"
                    + " if the agent is public")
        }

        compressesAgentSocket = reader.toggle(.elevenLabsCompression)
        exemptAddresses = reader.ranges(.exemptAddresses)
        database = reader.text(.database) ?? Setting.database.fallback ?? ""
        records = reader.toggle(.record)
        recordings = reader.text(.recordings) ?? Self.recordings(beside: database)
        recordingDays = reader.number(.recordingDays, in: 0...36_500)
        apiKey = reader.text(.apiKey)
        rateLimit = reader.number(.rateLimit, in: 0...1_000_000)
        corsOrigins = reader.origins(.corsOrigins)
        costPerMinute = reader.money(.costPerMinute)
        dialing = reader.dialing()
        tlsCertificate = reader.file(.tlsCertificate)
        tlsKey = reader.file(.tlsKey)
        if (tlsCertificate == nil) != (tlsKey == nil) {
            reader.problem(tlsKey == nil ? .tlsKey : .tlsCertificate, "is needed too: certificate and key go together")
        }
        caFile = reader.file(.caFile)
        inboundAgents = reader.agents(.inboundAgents)
        inboundCalls = reader.number(.inboundCalls, in: 0...10_000)
        inboundDaily = reader.number(.inboundDaily, in: 0...100_000)
        inboundPerCaller = reader.number(.inboundPerCaller, in: 0...10_000)
        detectsMachines = reader.toggle(.machineDetection)
        maximumCall = .seconds(reader.number(.maximumCall, in: 30...14400))
        goodbye = reader.choice(.goodbye, .yield)
        let deadAirSeconds = reader.number(.deadAir, in: 0...3600)
        if (1...4).contains(deadAirSeconds) { reader.problem(.deadAir, "must be 0, or 5 to 3600") }
        deadAir = deadAirSeconds == 0 ? nil : .seconds(deadAirSeconds)
        deadAirPolicy = reader.choice(.deadAirPolicy, .end)
        holdSound = reader.holdSound()
        ringTimeout = .seconds(reader.number(.ringTimeout, in: 5...600))
        let pingDeadline = Duration.seconds(reader.number(.pingDeadline, in: 1...3600))
        agentKeepAlive = reader.keepAlive(.pingInterval, deadline: pingDeadline)
        streamKeepAlive = reader.keepAlive(.twilioPingInterval, deadline: pingDeadline)
        logLevel = reader.logLevel()
        if !reader.problems.isEmpty { throw ConfigurationError(problems: reader.problems) }
    }
}
