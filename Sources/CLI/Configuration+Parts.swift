import API
import Bridge
import Calls
import ElevenLabs
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
            return APISettings.Telephony(
                account: TwilioAccount(
                    accountSID: twilio.accountSID, authToken: twilio.authToken, apiURL: twilio.apiURL),
                fromNumber: twilio.phoneNumber, publicURL: publicURL, streamURL: streamURL, ringTimeout: ringTimeout,
                maximumCallDuration: maximumCall)
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
        return settings
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
