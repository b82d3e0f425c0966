import API
import Bridge
import Calls
import ElevenLabs
import PhoneNumbers
import Twilio
import WebSocket

extension Configuration {
    /// The path of media streams.
    static let mediaPath = "/media"

    /// The folder `recordings` in the one that the database is in.
    static func recordings(beside database: String) -> String {
        let parts = database.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.dropLast() + ["recordings"]).joined(separator: "/")
    }

    /// What the API needs to place calls; `nil` without a Twilio account.
    func telephony(publicURL: String) -> APISettings.Telephony? {
        twilio.map { twilio in
            // http://… has become ws://…, https://… wss://….
            let streamURL = "ws" + publicURL.dropFirst("http".count) + Self.mediaPath
            var telephony = APISettings.Telephony(
                account: TwilioAccount(
                    accountSID: twilio.accountSID, authToken: twilio.authToken, apiURL: twilio.apiURL),
                fromNumber: twilio.phoneNumber, publicURL: publicURL, streamURL: streamURL, ringTimeout: ringTimeout,
                maximumCallDuration: maximumCall)
            telephony.detectsMachines = detectsMachines
            return telephony
        }
    }

    /// What the API is told.
    func apiSettings(telephony: APISettings.Telephony?, publicURL: String) -> APISettings {
        var settings = APISettings(
            telephony: telephony, defaultElevenLabsAgentID: elevenLabsAgentID, apiKey: apiKey)
        settings.records = records
        settings.requestsPerMinute = rateLimit
        settings.allowedOrigins = corsOrigins
        settings.isReachedByTLS = tlsCertificate != nil || publicURL.hasPrefix("https:")
        settings.costPerMinute = costPerMinute
        settings.dialing = dialingPolicy
        settings.dailyCalls = dialing.dailyCalls
        settings.callsPerSecond = dialing.callsPerSecond
        settings.concurrentCalls = dialing.concurrentCalls
        settings.reservedCalls = dialing.reservedCalls
        settings.dialSettle = dialing.settle
        settings.elevenLabs = ElevenLabsAPI(apiURL: elevenLabsAPIURL, apiKey: elevenLabsAPIKey)
        settings.elevenLabsWebhookSecret = elevenLabsWebhookSecret
        settings.inbound.agents = inboundAgents
        settings.inbound.concurrent = inboundCalls
        settings.inbound.daily = inboundDaily
        settings.inbound.dailyPerCaller = inboundPerCaller
        settings.version = VoicebridgeCommand.version
        return settings
    }

    /// Which numbers may be dialled: what is set, and for the rest what follows from our own number.
    private var dialingPolicy: DialingPolicy? {
        guard let number = twilio.flatMap({ try? PhoneNumber($0.phoneNumber, country: nil) }) else { return nil }
        var policy = DialingPolicy(ownNumber: number)
        if let allowed = dialing.allowedCountries { policy.allowed = allowed }
        if let country = dialing.defaultCountry { policy.defaultCountry = country }
        policy.refusedPrefixes = dialing.refusedPrefixes
        return policy
    }

    /// What the relay is told.
    func bridgeSettings(
        telephony: APISettings.Telephony?, limits: CallLimits, recordings: RecordingLibrary? = nil
    ) -> BridgeSettings {
        let authentication: BridgeSettings.StreamAuthentication =
            switch (mediaAuth, telephony) {
            case (.token, let telephony?):
                .token(
                    signature: RequestSignature(authToken: telephony.account.authToken), streamURL: telephony.streamURL)
            case (.none, _), (.token, nil): .none
            }
        var settings = BridgeSettings(
            authentication: authentication,
            elevenLabs: ElevenLabsAPI(
                apiURL: elevenLabsAPIURL, apiKey: agentAuth == .none ? nil : elevenLabsAPIKey,
                socketAuthorization: agentAuth == .apiKey ? .apiKey : .signedURL),
            twilio: telephony?.account, defaultElevenLabsAgentID: elevenLabsAgentID)
        settings.path = Self.mediaPath
        if compressesAgentSocket { settings.agentCompression = DeflateSettings() }
        settings.agentKeepAlive = agentKeepAlive
        settings.streamKeepAlive = streamKeepAlive
        settings.recordings = recordings
        settings.records = records
        settings.limits = limits
        settings.limits.maximumDuration = maximumCall
        settings.limits.goodbyeYields = goodbye == .yield
        settings.limits.deadAir = deadAir
        settings.limits.endsDeadAir = deadAirPolicy == .end
        if let holdSound { settings.holdSound = holdSound } else { settings.limits.holdAfter = nil }
        return settings
    }
}
