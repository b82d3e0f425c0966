import Audio
import FoundationEssentials

/// An agent in the vendor's JSON.
struct AgentDocument: Encodable {
    private struct Configuration: Encodable {
        struct Sound: Encodable {
            var agent_output_audio_format: String?
            var user_input_audio_format: String?
        }

        struct Conversation: Encodable {
            let max_duration_seconds = 600
            let client_events: [String]?
        }

        struct Agent: Encodable {
            struct Prompt: Encodable {
                let prompt: String
            }

            let first_message: String
            let language = "en"
            let prompt: Prompt
        }

        let asr: Sound
        let tts: Sound
        let conversation: Conversation
        let agent: Agent
    }

    private struct Platform: Encodable {
        struct Overrides: Encodable {
            let conversation_config_override: [String: [String: Bool]]
        }

        let overrides: Overrides
    }

    private let agent_id: String
    private let name: String
    private let conversation_config: Configuration
    private let platform_settings: Platform

    init(_ id: String, _ persona: AgentPersona) {
        let profile = persona.profile
        agent_id = id
        name = profile.name
        conversation_config = Configuration(
            asr: .init(user_input_audio_format: persona.inputFormat.vendorName),
            tts: .init(agent_output_audio_format: profile.shownOutputFormat ?? persona.outputFormat.vendorName),
            conversation: .init(client_events: profile.clientEvents),
            agent: .init(first_message: profile.firstMessage, prompt: .init(prompt: profile.prompt)))
        platform_settings = Platform(
            overrides: .init(conversation_config_override: ["agent": ["first_message": profile.allowsFirstMessage]]))
    }

    var json: [UInt8] {
        guard let data = try? JSONEncoder().encode(self) else { preconditionFailure("strings are always encodable") }
        return Array(data)
    }
}
