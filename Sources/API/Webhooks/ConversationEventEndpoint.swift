import Calls
import ElevenLabs
import FoundationEssentials
import HTTP
import Telemetry
import Transport

/// `POST /api/webhooks/elevenlabs/conversation-event`: ElevenLabs tells of a conversation after its end.
///
/// Its report goes into the call's log beside what we observed, once: the same webhook again gets the same answer and changes
/// nothing. Sound is not kept: calls are recorded here, of what was really played. What should be kept and cannot be is
/// not acknowledged.
struct ConversationEventEndpoint {
    /// An hour of MP3 in Base64, and some more; it passes through.
    static let bodyLimit = 128 << 20
    /// A body of which more is kept is long: hardly a conversation's is.
    static let longBody = 1 << 20

    struct Answer: Encodable {
        let success = true
    }

    let environment: APIEnvironment
    /// Bytes that are read of a body, beside its sound: a transcript of a day, with all that its tools said.
    var keptLimit = 16 << 20
    /// For long bodies: 128 MiB of them at once.
    var places = LongBodyPlaces(8)

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        guard let secret = environment.settings.elevenLabsWebhookSecret else { throw .elevenLabsWebhooksOff }
        var takesPlace = false
        defer { if takesPlace { places.giveBack() } }
        let body = try await body(of: request, WebhookSignature(secret: secret), &takesPlace)
        let event: PostCallEvent
        do throws(ConversationError) {
            event = try PostCallEvent(decoding: body)
        } catch {
            switch error {
            case .notJSON: throw .malformedJSON("it is not valid JSON.")
            case .invalidField(let field):
                throw .invalidField(field, "is missing or not of the kind that ElevenLabs describes.")
            }
        }
        try await take(event)
        return JSONAnswer.make(.ok, Answer())
    }

    private func take(_ event: PostCallEvent) async throws(APIError) {
        switch event {
        case .transcription(let conversation):
            try await note(
                .vendorReport(VendorReport(conversation)), ofConversation: conversation.conversationID,
                callSID: conversation.variables["call_sid"])
        case .initiationFailure(let failure):
            // ElevenLabs sends it for calls it dials itself; ours, it can only be one that shares our Twilio account.
            try await note(
                .reportedProblem(code: "agent-initiation-failure", message: failure.reason),
                ofConversation: failure.conversationID, callSID: failure.callSID)
        case .audio(let conversationID):
            environment.log.info("a conversation's sound came and was not kept", ("conversationId", conversationID))
        case .unrecognized(let type):
            environment.log.warning("ElevenLabs tells of something unknown", ("type", type))
        }
    }

    private func note(
        _ kind: CallEvent.Kind, ofConversation conversationID: String, callSID: String?
    ) async throws(APIError) {
        let found = try await environment.stored { (store) throws(CallStoreError) -> CallRecord? in
            if let call = try await store.call(conversationID: conversationID) { return call }
            guard let callSID else { return nil }
            return try await store.call(twilioCallSID: callSID)
        }
        guard let call = found else {
            // Other agents of the workspace have conversations too.
            return environment.log.info("a conversation that is no call of ours", ("conversationId", conversationID))
        }
        environment.record(kind, of: call.id)
        try await environment.stored { (store) throws(CallStoreError) in try await store.flush() }
    }
}

// MARK: - The body

extension ConversationEventEndpoint {
    /// The body without its sound, believed.
    /// - Parameter takesPlace: whether it has one of the places for long bodies, which is to be given back.
    private func body(
        of request: APIRequest, _ signature: WebhookSignature, _ takesPlace: inout Bool
    ) async throws(APIError) -> [UInt8] {
        let now = Int(environment.clock.date().timeIntervalSince1970.rounded(.down))
        let check = try Self.believed { () throws(WebhookSignatureError) in
            try signature.judge(request.request.headers.values(WebhookSignature.header), now: now)
        }
        let body = try await read(request, check, &takesPlace)
        try Self.believed { () throws(WebhookSignatureError) in try check.end() }
        guard !body.isTooLong else {
            environment.log.error("ElevenLabs' account of a conversation is too long, and was refused")
            throw .conversationTooLong(limit: keptLimit)
        }
        return body.bytes
    }

    private func read(
        _ request: APIRequest, _ check: SignedBody, _ takesPlace: inout Bool
    ) async throws(APIError) -> PostCallBody {
        guard let stream = request.upload else { throw .elevenLabsSignature(.mismatch) }
        var body = PostCallBody(limit: keptLimit)
        do {
            for try await piece in stream {
                check.receive(piece.span)
                body.receive(piece)
                if !takesPlace, body.bytes.count > Self.longBody {
                    takesPlace = places.take()
                    guard takesPlace else { throw APIError.tooManyLongBodies }
                }
            }
        } catch let error as APIError {
            throw error
        } catch {
            // The client has been told already, or is gone.
            throw .elevenLabsSignature(.mismatch)
        }
        return body
    }

    private static func believed<Value>(
        _ judge: () throws(WebhookSignatureError) -> Value
    ) throws(APIError) -> Value {
        do throws(WebhookSignatureError) { return try judge() } catch { throw .elevenLabsSignature(error) }
    }
}

extension APIError {
    static let elevenLabsWebhooksOff = APIError(
        .serviceUnavailable, "elevenlabs_webhooks_off",
        "ElevenLabs' webhooks are not believed here: set ELEVENLABS_WEBHOOK_SECRET to the secret that ElevenLabs showed "
            + "when the webhook was made.")

    static func conversationTooLong(limit: Int) -> APIError {
        APIError(
            .contentTooLarge, "conversation_too_long",
            "Beside its sound, the body has more than the \(limit) bytes that are read. This conversation is kept by"
                + " ElevenLabs alone: look at it there.")
    }

    static let tooManyLongBodies = {
        var error = APIError(
            .serviceUnavailable, "too_many_long_bodies",
            "As many long bodies are being read as may be at once. Send it again later.")
        error.headers["Retry-After"] = "10"
        return error
    }()

    static func elevenLabsSignature(_ error: WebhookSignatureError) -> APIError {
        let why =
            switch error {
            case .missing: "it has none"
            case .malformed: "it is not of the form 't=…,v0=…'"
            case .tooOld(let seconds): "it is \(seconds) s old"
            case .tooNew(let seconds): "it is \(seconds) s ahead of this machine's clock"
            case .mismatch: "it does not match the body"
            }
        return APIError(
            .forbidden, "invalid_signature",
            "The signature is not ElevenLabs' for this request: \(why). Check ELEVENLABS_WEBHOOK_SECRET and the clock.")
    }
}
