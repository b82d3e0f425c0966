import JSONWire

extension ConversationResource: Decodable {
    private enum Keys: String, CodingKey {
        case conversationID = "conversation_id"
        case agentID = "agent_id"
        case status, transcript, metadata, analysis
        case initiation = "conversation_initiation_client_data"
    }

    /// Reads the vendor's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        conversationID = try container.decode(String.self, forKey: .conversationID)
        agentID = container.read(String.self, .agentID) ?? ""
        status = container.read(String.self, .status)
        transcript = container.read([Lenient<Line>].self, .transcript)?.compactMap(\.value) ?? []
        if let metadata = container.read(Metadata.self, .metadata) {
            (duration, cost) = (metadata.duration, metadata.cost)
            (terminationReason, failure) = (metadata.terminationReason, metadata.failure)
        }
        if let analysis = container.read(Analysis.self, .analysis) {
            (outcome, summary, title) = (analysis.outcome, analysis.summary, analysis.title)
            evaluation = analysis.evaluation
            collected = analysis.collected
        }
        variables = container.read(Initiation.self, .initiation)?.variables ?? [:]
    }

    private struct Metadata: Decodable {
        enum Keys: String, CodingKey {
            case cost, error
            case duration = "call_duration_secs"
            case terminationReason = "termination_reason"
        }

        var duration: Int?
        var cost: Double?
        var terminationReason: String?
        var failure: Failure?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            duration = container.read(Int.self, .duration)
            cost = container.read(Double.self, .cost)
            terminationReason = container.read(String.self, .terminationReason)
            failure = container.read(Failure.self, .error)
        }
    }

    private struct Analysis: Decodable {
        enum Keys: String, CodingKey {
            case outcome = "call_successful"
            case summary = "transcript_summary"
            case title = "call_summary_title"
            case evaluation = "evaluation_criteria_results"
            case collected = "data_collection_results"
        }

        var outcome: String?
        var summary: String?
        var title: String?
        var evaluation: [Finding]
        var collected: [Finding]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            outcome = container.read(String.self, .outcome)
            summary = container.read(String.self, .summary)
            title = container.read(String.self, .title)
            evaluation = Self.findings(container, .evaluation)
            collected = Self.findings(container, .collected)
        }

        private static func findings(_ container: KeyedDecodingContainer<Keys>, _ key: Keys) -> [Finding] {
            let results = container.read([String: Result].self, key) ?? [:]
            return results.sorted { $0.key < $1.key }.map { id, result in
                Finding(id: id, value: result.value, rationale: result.rationale)
            }
        }
    }

    /// A criterion has a `result`, an item a `value` of any kind.
    private struct Result: Decodable {
        enum Keys: String, CodingKey {
            case result, value, rationale
        }

        var value: String
        var rationale: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            value = container.read(String.self, .result) ?? container.read(JSONValue.self, .value)?.text ?? "null"
            rationale = container.read(String.self, .rationale)
        }
    }

    private struct Initiation: Decodable {
        enum Keys: String, CodingKey {
            case variables = "dynamic_variables"
        }

        var variables: [String: String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            let all = container.read([String: JSONValue].self, .variables) ?? [:]
            variables = all.compactMapValues(\.string)
        }
    }
}

extension ConversationResource.Line: Decodable {
    private enum Keys: String, CodingKey {
        case role, message
        case originalMessage = "original_message"
        case isInterrupted = "interrupted"
        case time = "time_in_call_secs"
    }

    /// Reads the vendor's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        role = try container.decode(String.self, forKey: .role)
        message = container.read(String.self, .message)
        originalMessage = container.read(String.self, .originalMessage)
        isInterrupted = container.read(Bool.self, .isInterrupted)
        time = container.read(Int.self, .time)
    }
}

extension ConversationResource.Failure: Decodable {
    private enum Keys: String, CodingKey {
        case code, reason
    }

    /// Reads the vendor's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        code = container.read(Int.self, .code)
        reason = container.read(String.self, .reason)
    }
}

/// An element that may be of a form we do not know.
private struct Lenient<Value: Decodable>: Decodable {
    var value: Value?

    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
}

extension KeyedDecodingContainer {
    /// The value; `nil` where it is missing, `null` or of another kind.
    func read<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        (try? decodeIfPresent(type, forKey: key)) ?? nil
    }
}
