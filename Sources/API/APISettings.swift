public import Calls
public import ElevenLabs
public import PhoneNumbers
public import Twilio

/// What the API is told when it is made.
public struct APISettings: Sendable {
    /// What is needed to place calls and to believe those who say they are Twilio.
    public struct Telephony: Sendable {
        /// In whose name calls are placed; its Auth Token signs Twilio's webhooks.
        public var account: TwilioAccount
        /// A shared key for Twilio's newer webhook signatures; `nil` takes none of them.
        public var sharedKey: RequestSignature.SharedKey?
        /// The number calls are placed from, E.164.
        public var fromNumber: String
        /// Where Twilio reaches us, for example `https://bridge.example.com`, without a slash at its end.
        public var publicURL: String
        /// Where Twilio connects its media streams, for example `wss://bridge.example.com/media`.
        public var streamURL: String
        /// How long it may ring, in whole seconds; Twilio takes up to 600.
        public var ringTimeout: Duration
        /// The longest call, in whole seconds. Twilio is told a minute more, so that the relay's goodbye comes first.
        public var maximumCallDuration: Duration
        /// Whether Twilio is to find out who answered, beside the call.
        public var detectsMachines = false

        /// Makes one.
        public init(
            account: TwilioAccount, sharedKey: RequestSignature.SharedKey? = nil, fromNumber: String,
            publicURL: String, streamURL: String, ringTimeout: Duration = .seconds(30),
            maximumCallDuration: Duration = .seconds(30 * 60)
        ) {
            self.account = account
            self.sharedKey = sharedKey
            self.fromNumber = fromNumber
            self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
            self.streamURL = streamURL
            self.ringTimeout = ringTimeout
            self.maximumCallDuration = maximumCallDuration
        }
    }

    /// Calls that come in.
    public struct Inbound: Sendable {
        /// The agent of each called number, E.164: our id of it, or ElevenLabs'. Other numbers get the default agent.
        public var agents: [String: String] = [:]
        /// How many inbound calls there may be at once.
        public var concurrent = 50
        /// How many one caller may make in 24 hours; at once, three.
        public var dailyPerCaller = 50
        /// How many there may be in 24 hours.
        public var daily = 5000

        /// The defaults.
        public init() {}
    }

    /// `nil` where streams come by themselves: nothing is dialled and no webhook believed.
    public var telephony: Telephony?
    /// Calls that come in.
    public var inbound = Inbound()
    /// For looking at agents; `nil` looks at none.
    public var elevenLabs: ElevenLabsAPI?
    /// The secret of ElevenLabs' post-call webhooks, `wsec_…`; without it none is believed.
    public var elevenLabsWebhookSecret: String?
    /// The agent of orders that name none: ElevenLabs' own id.
    public var defaultElevenLabsAgentID: String?
    /// Whether calls are recorded whose agent does not say.
    public var records = false
    /// The owner's key, with every scope, besides those in the store. Without any key only this machine may call.
    public var apiKey: String?
    /// How often each key may ask in a minute, and at once after a minute of rest; 0 for no limit.
    public var requestsPerMinute = 1200
    /// Which numbers may be dialled. Where it is not set: those of the country that calls come from.
    public var dialing: DialingPolicy?
    /// How many calls a user may order in a day of UTC; `nil` for no limit.
    public var dailyCalls: Int?
    /// Orders in a second, whoever's they are. Twilio's own limit is 1 unless it was raised.
    public var callsPerSecond = 1
    /// Calls that are open at once, those that came in among them.
    public var concurrentCalls = 100
    /// How many of these rows of jobs leave to others.
    public var reservedCalls = 10
    /// How long an order that got no answer is looked for in vain before it is sure that it never came.
    public var dialSettle = Duration.seconds(60)
    /// The origins whose pages may use the API, such as `https://crm.example.com`.
    public var allowedOrigins: [String] = []
    /// Which process this is: what health says, so that whoever reaches a public URL can tell that it leads here.
    public var instance = ""
    /// Whether clients come by TLS, here or at a proxy before us.
    public var isReachedByTLS = false
    /// Of the program, as the API's description names it.
    public var version = "0"
    /// What a begun minute of a call costs.
    public var costPerMinute = Money(millionths: 100_000)

    /// Makes settings.
    public init(telephony: Telephony?, defaultElevenLabsAgentID: String? = nil, apiKey: String? = nil) {
        self.telephony = telephony
        self.defaultElevenLabsAgentID = defaultElevenLabsAgentID
        self.apiKey = apiKey
    }
}

extension APISettings {
    /// The policy that holds.
    var dialingPolicy: DialingPolicy {
        if let dialing { return dialing }
        let own = telephony.flatMap { try? PhoneNumber($0.fromNumber, country: nil) }
        return own.map { DialingPolicy(ownNumber: $0) } ?? DialingPolicy(allowing: [])
    }

    /// Where numbers without a country code are.
    var defaultCountry: Country? { dialingPolicy.defaultCountry }

    var pacing: DialPacer.Limits {
        DialPacer.Limits(perSecond: callsPerSecond, concurrent: concurrentCalls, reserved: reservedCalls)
    }
}
