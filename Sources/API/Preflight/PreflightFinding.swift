import ElevenLabs
import HTTP
import Twilio

/// Something found before a call, in words that say what to do.
struct PreflightFinding: Sendable, Hashable {
    /// Whether calls would fail.
    let isFatal: Bool
    /// Whether the agent is at fault, and another one would do.
    let concernsAgent: Bool
    /// The word; part of the API.
    let code: String
    /// The sentence.
    let message: String

    private init(_ code: String, isFatal: Bool = true, concernsAgent: Bool = false, _ message: String) {
        self.code = code
        self.isFatal = isFatal
        self.concernsAgent = concernsAgent
        self.message = message
    }

    static let noKey = PreflightFinding(
        "agent_not_checked", isFatal: false, "The agent cannot be looked at without ELEVENLABS_API_KEY.")

    static let noTwilio = PreflightFinding("twilio_not_configured", APIError.twilioNotConfigured.message)

    static func unreachable(_ vendor: String, _ why: String) -> PreflightFinding {
        PreflightFinding("\(vendor.lowercased())_unreachable", "\(vendor) could not be asked: \(why). Try again.")
    }

    static func notOwned(_ number: String) -> PreflightFinding {
        PreflightFinding(
            "number_not_owned",
            "\(number) is not among this Twilio account's numbers. Set TWILIO_PHONE_NUMBER to one that is.")
    }

    static func withoutVoice(_ number: String) -> PreflightFinding {
        PreflightFinding(
            "number_without_voice", "\(number) takes no calls at Twilio. Set TWILIO_PHONE_NUMBER to one with voice.")
    }

    init(_ error: TwilioRESTError) {
        self.init("twilio_refused", "Twilio refused to show the number: \(error.explained)")
    }

    init(_ error: ElevenLabsRESTError, agentID: String) {
        switch error.status {
        case HTTPStatus.unauthorized.code, HTTPStatus.forbidden.code:
            self.init(
                "elevenlabs_key_refused", "ElevenLabs refused the key (\(error.message)). Check ELEVENLABS_API_KEY.")
        case HTTPStatus.notFound.code, HTTPStatus.unprocessableContent.code, HTTPStatus.badRequest.code:
            self.init(
                "agent_not_found", concernsAgent: true,
                "ElevenLabs has no agent '\(agentID)' in this workspace (\(error.message)). Check the agent's id.")
        case _: self.init("elevenlabs_refused", "ElevenLabs answered \(error.status): \(error.message)")
        }
    }

    init(_ misfit: AgentResource.Misfit) {
        let isFatal = misfit.isFatal
        switch misfit {
        case .unsupportedFormat(let format):
            self.init(
                "unsupported_format", isFatal: isFatal, concernsAgent: true,
                "The agent uses the sound format '\(format)'. Choose mu-law 8000 Hz, or PCM, in its voice settings.")
        case .missingVariable(let name):
            self.init(
                "missing_variable", isFatal: isFatal, concernsAgent: true,
                "The agent needs {{\(name)}}. Give it as a variable of the lead, or a column of the list.")
        case .overrideNotAllowed(let path):
            self.init(
                "override_not_allowed", isFatal: isFatal, concernsAgent: true,
                "The agent does not allow '\(path)' to be overridden. Allow it in its security settings.")
        case .missingEvent(let event):
            self.init(
                "missing_client_event", isFatal: isFatal, concernsAgent: true,
                "The agent does not send '\(event)'. Switch it on among its client events: calls need it.")
        case .unloggedEvent(let event):
            self.init(
                "unlogged_client_event", isFatal: isFatal, concernsAgent: true,
                "The agent does not send '\(event)'. Switch it on among its client events, or the log will lack it.")
        }
    }
}

extension TwilioRESTError {
    /// Twilio's words, its code, and what to do where that is known.
    var explained: String {
        let said = [code.map { "\($0)" }, message].compactMap(\.self).joined(separator: " ")
        guard let remedy = code.flatMap(TwilioErrorBook.entry)?.remedy else { return said }
        return "\(said)\(said.hasSuffix(".") ? "" : ".") \(remedy)"
    }
}
