import FoundationEssentials
public import HTTP
import JSONWire

/// An agent as ElevenLabs keeps it, as far as a bridge depends on it: the answer to `GET /v1/convai/agents/{id}`.
public struct AgentResource: Sendable, Hashable {
    /// `agent_…`.
    public var agentID: String
    /// What people call it.
    public var name: String
    /// How it speaks, for example `pcm_16000`; the vendor's default where not said.
    public var outputFormat = ConversationMetadata.defaultAudioFormat
    /// How it hears.
    public var inputFormat = ConversationMetadata.defaultAudioFormat
    /// The events that are sent to a client; `nil` where the vendor's defaults apply.
    public var clientEvents: [String]?
    /// What a client may override, as paths such as `agent.first_message`.
    public var allowedOverrides: Set<String> = []
    /// The `{{variables}}` that its words and tools need from whoever opens a conversation.
    public var variables: Set<String> = []

    /// Makes one.
    public init(agentID: String, name: String) {
        self.agentID = agentID
        self.name = name
    }

    /// Reads the answer to ``ElevenLabsAPI/agentRequest(_:)``.
    public init(answer: HTTPResponse) throws(ElevenLabsRESTError) {
        guard answer.status == .ok else { throw ElevenLabsRESTError(response: answer) }
        guard let agent = try? JSONDecoder().decode(AgentResource.self, from: Data(answer.body)) else {
            throw ElevenLabsRESTError(status: answer.status.code, code: nil, message: "The answer is no agent.")
        }
        self = agent
    }
}

extension AgentResource: Decodable {
    private enum Keys: String, CodingKey {
        case name
        case agentID = "agent_id"
        case configuration = "conversation_config"
        case platform = "platform_settings"
    }

    /// Reads the vendor's JSON; only the id must be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        agentID = try container.decode(String.self, forKey: .agentID)
        name = container.read(String.self, .name) ?? ""
        let configuration = container.read(JSONValue.self, .configuration) ?? .null
        outputFormat = configuration["tts"]["agent_output_audio_format"].string ?? outputFormat
        inputFormat = configuration["asr"]["user_input_audio_format"].string ?? inputFormat
        clientEvents = configuration["conversation"]["client_events"].elements?.compactMap(\.string)
        configuration.forEachString { variables.formUnion(AgentVariables.names(in: $0)) }
        let platform = container.read(JSONValue.self, .platform) ?? .null
        allowedOverrides = platform["overrides"]["conversation_config_override"].truePaths
    }
}

/// The names between double braces in an agent's words.
enum AgentVariables {
    /// Those that a client must give: not the platform's own (`system__…`), nor the workspace's secrets (`secret__…`).
    static func names(in text: String) -> Set<String> {
        var names: Set<String> = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else { break }
            let name = rest[..<end.lowerBound].trimming { $0 == " " || $0 == "{" }
            if isName(name), !name.hasPrefix("system__"), !name.hasPrefix("secret__") { names.insert(String(name)) }
            rest = rest[end.upperBound...]
        }
        return names
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
    }
}

extension Substring {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> Substring {
        guard let first = firstIndex(where: { !isTrimmed($0) }), let last = lastIndex(where: { !isTrimmed($0) })
        else { return "" }
        return self[first...last]
    }
}

extension JSONValue {
    /// A member; `null` where there is none.
    fileprivate subscript(name: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members[name] ?? .null
    }

    fileprivate var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The paths, with points between, at which `true` stands.
    fileprivate var truePaths: Set<String> {
        switch self {
        case .null, .boolean, .integer, .number, .string, .array: return []
        case .object(let members):
            var paths: Set<String> = []
            for (name, value) in members {
                if value == .boolean(true) { paths.insert(name) }
                paths.formUnion(value.truePaths.map { "\(name).\($0)" })
            }
            return paths
        }
    }
}
