import FoundationEssentials

/// What ElevenLabs tells of a conversation after its end, by webhook. Check its signature before reading it.
public enum PostCallEvent: Sendable {
    /// `post_call_transcription`: the conversation as the vendor keeps it, analysed.
    case transcription(ConversationResource)
    /// `post_call_audio`: the mixed call as MP3 in Base64, which stays where it is.
    case audio(conversationID: String)
    /// `call_initiation_failure`: a call that the vendor dialled itself was not answered.
    case initiationFailure(InitiationFailure)
    /// One of another type.
    case unrecognized(type: String)

    /// A call that the vendor could not place.
    public struct InitiationFailure: Hashable, Sendable {
        /// The conversation it was for.
        public var conversationID: String
        /// `busy`, `no-answer` or `unknown`.
        public var reason: String
        /// Twilio's name of the call, where it was dialled there.
        public var callSID: String?
        /// Where Twilio says the call stands.
        public var callStatus: String?
    }

    /// Reads a body. What is missing of a conversation is left out; a body without its essentials throws.
    public init(decoding body: [UInt8]) throws(ConversationError) {
        let data = Data(body)
        let type = try Self.read(TypeOnly.self, data, failing: "type").type
        switch type {
        case "post_call_transcription":
            self = .transcription(try Self.read(Envelope<ConversationResource>.self, data, failing: "data").data)
        case "post_call_audio":
            let audio = try Self.read(Envelope<AudioOnly>.self, data, failing: "data.conversation_id").data
            self = .audio(conversationID: audio.conversationID)
        case "call_initiation_failure":
            let failure = try Self.read(Envelope<Failure>.self, data, failing: "data.failure_reason").data
            self = .initiationFailure(
                InitiationFailure(
                    conversationID: failure.conversationID, reason: failure.reason,
                    callSID: failure.metadata?.body?.callSID, callStatus: failure.metadata?.body?.callStatus))
        default:
            self = .unrecognized(type: type)
        }
    }

    private static func read<Value: Decodable>(
        _ type: Value.Type, _ data: Data, failing field: String
    ) throws(ConversationError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch DecodingError.dataCorrupted {
            throw .notJSON
        } catch {
            throw .invalidField(field)
        }
    }

    private struct TypeOnly: Decodable {
        var type: String
    }

    private struct Envelope<Content: Decodable>: Decodable {
        var data: Content
    }

    private struct AudioOnly: Decodable {
        var conversationID: String

        enum CodingKeys: String, CodingKey {
            case conversationID = "conversation_id"
        }
    }

    private struct Failure: Decodable {
        struct Metadata: Decodable {
            var body: Body?
        }

        struct Body: Decodable {
            var callSID: String?
            var callStatus: String?

            enum CodingKeys: String, CodingKey {
                case callSID = "CallSid"
                case callStatus = "CallStatus"
            }
        }

        var conversationID: String
        var reason: String
        var metadata: Metadata?

        enum CodingKeys: String, CodingKey {
            case conversationID = "conversation_id"
            case reason = "failure_reason"
            case metadata
        }
    }
}
