extension AgentResource {
    /// Something about an agent that a call would suffer from.
    public enum Misfit: Hashable, Sendable {
        /// It speaks or hears a format that is not among the seven.
        case unsupportedFormat(String)
        /// A variable that it needs is not given: the vendor would end the call with 1008.
        case missingVariable(String)
        /// An override is used that it does not allow: likewise.
        case overrideNotAllowed(String)
        /// Without this event there is no sound, or no end to it.
        case missingEvent(String)
        /// Without this event the log lacks something.
        case unloggedEvent(String)

        /// Whether a call would fail.
        public var isFatal: Bool {
            switch self {
            case .unsupportedFormat, .missingVariable, .overrideNotAllowed, .missingEvent: true
            case .unloggedEvent: false
            }
        }
    }

    /// The seven formats, in both directions.
    public static let formats: Set<String> = [
        "ulaw_8000", "pcm_8000", "pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100", "pcm_48000",
    ]

    /// A list of events replaces the vendor's own; one without these leaves the agent mute, or never quiet.
    public static let neededEvents = ["audio", "interruption"]

    /// What a call's log is made of.
    public static let loggedEvents = [
        "user_transcript", "agent_response", "agent_response_correction", "client_tool_call", "agent_tool_response",
    ]

    /// What the vendor sends where an agent does not say.
    private static let usualEvents: Set<String> = [
        "audio", "interruption", "agent_response", "user_transcript", "tentative_user_transcript",
        "conversation_initiation_metadata", "ping",
    ]

    /// What is wrong with the agent itself, whatever a call brings; those that are fatal first.
    public var misfits: [Misfit] {
        let formats = [outputFormat, inputFormat].filter { !Self.formats.contains($0) }
        let events = clientEvents.map(Set.init) ?? Self.usualEvents
        return (Set(formats).sorted().map { .unsupportedFormat($0) })
            + Self.neededEvents.filter { !events.contains($0) }.map { .missingEvent($0) }
            + Self.loggedEvents.filter { !events.contains($0) }.map { .unloggedEvent($0) }
    }

    /// What a call with these variables and overrides would lack.
    public func misfits(variables given: Set<String>, overrides: Set<String> = []) -> [Misfit] {
        variables.subtracting(given).sorted().map { .missingVariable($0) }
            + overrides.subtracting(allowedOverrides).sorted().map { .overrideNotAllowed($0) }
    }
}
