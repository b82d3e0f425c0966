/// One setting as people write it in the environment or `.env`.
struct Setting: Equatable {
    /// The name, for example `TWILIO_ACCOUNT_SID`.
    let name: String
    /// What is taken where it is not set; `nil` where it must be set or is simply off.
    let fallback: String?
    /// One line: what it is, its unit, its range.
    let help: String

    init(_ name: String, _ fallback: String? = nil, _ help: String) {
        self.name = name
        self.fallback = fallback
        self.help = help
    }

    static let twilioAccountSID = Setting("TWILIO_ACCOUNT_SID", nil, "Twilio account, AC and 32 hex digits")
    static let twilioAuthToken = Setting("TWILIO_AUTH_TOKEN", nil, "its primary auth token; also checks signatures")
    static let twilioPhoneNumber = Setting("TWILIO_PHONE_NUMBER", nil, "the number calls come from, like +14155550100")
    static let twilioAPIURL = Setting("TWILIO_API_URL", "https://api.twilio.com", "Twilio's REST API")
    static let elevenLabsAPIKey = Setting("ELEVENLABS_API_KEY", nil, "ElevenLabs key; not needed for public agents")
    static let elevenLabsAgentID = Setting("ELEVENLABS_AGENT_ID", nil, "the default agent, like agent_…")
    static let elevenLabsAPIURL = Setting("ELEVENLABS_API_URL", "https://api.elevenlabs.io", "ElevenLabs' API")
    static let elevenLabsCompression = Setting(
        "ELEVENLABS_COMPRESSION", "off", "on offers permessage-deflate to agents: less traffic, more work and memory")
    static let elevenLabsWebhookSecret = Setting(
        "ELEVENLABS_WEBHOOK_SECRET", nil, "secret of ElevenLabs' post-call webhook, wsec_…; without it none is believed"
    )
    static let agentAuth = Setting(
        "VOICEBRIDGE_AGENT_AUTH", "signed-url",
        "how agents are opened: signed-url, api-key (the key on the socket itself), or none for public ones")
    static let publicURL = Setting(
        "WEBHOOK_URL", nil, "how Twilio reaches this server, like https://voice.example.com; also NGROK_URL, API_URL")
    static let listen = Setting("VOICEBRIDGE_LISTEN", "127.0.0.1:8080", "address and port to listen on")
    static let database = Setting("VOICEBRIDGE_DATABASE", "voicebridge.sqlite", "where calls are kept")
    static let record = Setting(
        "VOICEBRIDGE_RECORD", "off", "on records the calls of agents that do not say otherwise: see 'agents set'")
    static let recordings = Setting(
        "VOICEBRIDGE_RECORDINGS", nil, "where recordings are kept; without it the folder recordings beside the database"
    )
    static let recordingDays = Setting(
        "VOICEBRIDGE_RECORDING_DAYS", "30", "days a recording is kept, up to 36500, or 0 for ever")
    static let inboundAgents = Setting(
        "VOICEBRIDGE_INBOUND_AGENTS", nil,
        "agents of called numbers, like +14155550100=agent_…, with commas between; other numbers get the default agent")
    static let inboundCalls = Setting("VOICEBRIDGE_INBOUND_CALLS", "50", "inbound calls at once, 0 to 10000")
    static let inboundDaily = Setting("VOICEBRIDGE_INBOUND_DAILY", "5000", "inbound calls in 24 hours, 0 to 100000")
    static let inboundPerCaller = Setting(
        "VOICEBRIDGE_INBOUND_PER_CALLER", "50", "inbound calls of one caller in 24 hours, 0 to 10000")
    static let machineDetection = Setting(
        "VOICEBRIDGE_MACHINE_DETECTION", "off",
        "on has Twilio find out whether a machine answered, for a fee; the agent is told")
    static let exemptAddresses = Setting(
        "VOICEBRIDGE_EXEMPT_ADDRESSES", "127.0.0.0/8,::1",
        "proxies and ranges that may open more than 100 connections each")
    static let apiKey = Setting(
        "VOICEBRIDGE_API_KEY", nil, "the owner's Bearer token for the API; without any key only this machine may call")
    static let rateLimit = Setting(
        "VOICEBRIDGE_RATE_LIMIT", "1200", "requests a minute for each API key, 1 to 1000000, or 0 for no limit")
    static let corsOrigins = Setting(
        "VOICEBRIDGE_CORS_ORIGINS", nil,
        "origins whose web pages may use the API, like https://crm.example.com, with commas between")
    static let costPerMinute = Setting(
        "VOICEBRIDGE_COST_PER_MINUTE", "0.10", "what a begun minute of a call costs, up to six decimals")
    static let allowedCountries = Setting(
        "VOICEBRIDGE_ALLOWED_COUNTRIES", nil,
        "countries that may be called, like US,CA,GB; without it that of TWILIO_PHONE_NUMBER")
    static let refusedPrefixes = Setting(
        "VOICEBRIDGE_REFUSED_PREFIXES", nil, "beginnings of numbers never to be called, like +1900,+44870")
    static let defaultCountry = Setting(
        "VOICEBRIDGE_DEFAULT_COUNTRY", nil,
        "where numbers without a country code are; without it the country of TWILIO_PHONE_NUMBER")
    static let dailyCalls = Setting(
        "VOICEBRIDGE_DAILY_CALLS", "1000", "calls that each user may order in a day of UTC, or 0 for no limit")
    static let callsPerSecond = Setting(
        "VOICEBRIDGE_CALLS_PER_SECOND", "1", "orders a second, 1 to 1000; Twilio takes 1 unless it was raised")
    static let concurrentCalls = Setting(
        "VOICEBRIDGE_CONCURRENT_CALLS", "100", "calls open at once, 1 to 100000, those that come in among them")
    static let reservedCalls = Setting(
        "VOICEBRIDGE_RESERVED_CALLS", "10", "how many of these bulk jobs leave free for other calls, 0 to 100000")
    static let dialSettle = Setting(
        "VOICEBRIDGE_DIAL_SETTLE_SECONDS", "60",
        "how long an unanswered order is looked for at Twilio before it is repeated, 1 to 3600")
    static let mediaAuth = Setting(
        "VOICEBRIDGE_MEDIA_AUTH", "token", "token; or none: any stream may connect (loopback only)")
    static let tlsCertificate = Setting(
        "VOICEBRIDGE_TLS_CERTIFICATE", nil, "PEM chain for TLS on the listener, where no proxy does it")
    static let tlsKey = Setting("VOICEBRIDGE_TLS_KEY", nil, "PEM private key of that certificate")
    static let caFile = Setting("VOICEBRIDGE_CA_FILE", nil, "PEM authorities to trust besides the system's")
    static let maximumCall = Setting("VOICEBRIDGE_MAX_CALL_SECONDS", "1800", "longest call, 30 to 14400")
    static let goodbye = Setting(
        "VOICEBRIDGE_GOODBYE", "yield",
        "yield: a caller who speaks while the agent says goodbye keeps the call, if the agent does; or finish")
    static let deadAir = Setting(
        "VOICEBRIDGE_DEAD_AIR_SECONDS", "60", "silence of both sides that is too long, 5 to 3600, or 0 for any length")
    static let deadAirPolicy = Setting(
        "VOICEBRIDGE_DEAD_AIR", "end", "what follows from it: end the call, or note it in the call's log")
    static let holdSound = Setting(
        "VOICEBRIDGE_HOLD_SOUND", "tone",
        "what callers hear while the agent is being reached for over a second: tone, off, or a WAV file")
    static let ringTimeout = Setting("VOICEBRIDGE_RING_SECONDS", "60", "how long it may ring, 5 to 600")
    static let pingInterval = Setting(
        "VOICEBRIDGE_PING_SECONDS", "20", "ping an agent silent for so long, 1 to 3600, or 0 for never")
    static let pingDeadline = Setting(
        "VOICEBRIDGE_PING_DEADLINE_SECONDS", "20", "drop who is silent for so long after a ping, 1 to 3600")
    static let twilioPingInterval = Setting(
        "VOICEBRIDGE_TWILIO_PING_SECONDS", "0", "ping Twilio's media socket likewise, 1 to 3600, or 0 for never")
    static let logLevel = Setting("VOICEBRIDGE_LOG_LEVEL", "info", "debug, info, warning or error")

    /// Every setting, in the order of the help.
    static let all = [
        twilioAccountSID, twilioAuthToken, twilioPhoneNumber, twilioAPIURL, elevenLabsAPIKey, elevenLabsAgentID,
        elevenLabsAPIURL, elevenLabsWebhookSecret, elevenLabsCompression, agentAuth, publicURL, listen, exemptAddresses,
        database, record,
        recordings, recordingDays, apiKey, rateLimit, corsOrigins, costPerMinute, allowedCountries,
        refusedPrefixes, defaultCountry, dailyCalls, callsPerSecond, concurrentCalls, reservedCalls, dialSettle,
        mediaAuth, tlsCertificate,
        tlsKey, caFile,
        inboundAgents, inboundCalls, inboundDaily, inboundPerCaller, machineDetection,
        maximumCall, goodbye, deadAir, deadAirPolicy, holdSound, ringTimeout, pingInterval, pingDeadline,
        twilioPingInterval, logLevel,
    ]

    /// The list that `serve --help` ends with.
    static var help: String {
        let width = all.map(\.name.count).max() ?? 0
        let rows = all.map { setting in
            let gap = String(repeating: " ", count: width - setting.name.count + 2)
            return "  " + setting.name + gap + setting.help + (setting.fallback.map { " [\($0)]" } ?? "")
        }
        return "Settings (environment first, then .env in this folder):\n" + rows.joined(separator: "\n")
    }
}
