import Calls
import ElevenLabs
import FoundationEssentials
import HTTP
import Telemetry
import Transport

/// `POST /api/webhooks/elevenlabs/conversation-event`: ElevenLabs tells of a conversation after its end.
///
/// Its report goes into the call's log beside what we observed, once: the same webhook again gets the same answer and changes
/// nothing. Sound is not kept: calls are recorded here, of what was really played.
struct ConversationEventEndpoint {
    /// An hour of MP3 in Base64, and some more; it passes through.
    static let bodyLimit = 128 << 20
    /// What is kept of a body and read: a transcript of hours.
    static let keptLimit = 4 << 20

    struct Answer: Encodable {
        let success = true
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        guard let secret = environment.settings.elevenLabsWebhookSecret else { throw .elevenLabsWebhooksOff }
        guard let body = try await body(of: request, WebhookSignature(secret: secret)) else {
            // So long is only sound. Sent again it would be no shorter.
            environment.log.info("ElevenLabs sent more than is read, and it was not kept")
            return JSONAnswer.make(.ok, Answer())
        }
        let event: PostCallEvent
        do throws(ConversationError) {
            event = try PostCallEvent(decoding: body)
        } catch {
            throw .malformedJSON("\(error)")
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
    /// The body, believed; `nil` for one too long to be kept, which was checked all the same.
    private func body(of request: APIRequest, _ signature: WebhookSignature) async throws(APIError) -> [UInt8]? {
        do throws(WebhookSignatureError) {
            let now = Int(environment.clock.date().timeIntervalSince1970.rounded(.down))
            let check = try signature.judge(request.request.headers.values(WebhookSignature.header), now: now)
            let body = try await read(request, check)
            try check.end()
            return body
        } catch {
            throw .elevenLabsSignature(error)
        }
    }

    private func read(_ request: APIRequest, _ check: SignedBody) async throws(WebhookSignatureError) -> [UInt8]? {
        guard let stream = request.upload else { throw .mismatch }
        var (kept, count) = ([] as [UInt8], 0)
        do throws(HTTPBodyError) {
            for try await piece in stream {
                check.receive(piece.span)
                count += piece.count
                if count <= Self.keptLimit { kept += piece } else { kept = [] }
            }
        } catch {
            // The client has been told already, or is gone.
            throw .mismatch
        }
        return count <= Self.keptLimit ? kept : nil
    }
}

extension APIError {
    static let elevenLabsWebhooksOff = APIError(
        .serviceUnavailable, "elevenlabs_webhooks_off",
        "ElevenLabs' webhooks are not believed here: set ELEVENLABS_WEBHOOK_SECRET to the secret that ElevenLabs showed "
            + "when the webhook was made.")

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
