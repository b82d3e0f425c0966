import HTTP
import PhoneNumbers

extension APIOperation.Parameter {
    static let idempotencyKey = APIOperation.Parameter(
        .header, "Idempotency-Key", .string(1...255, pattern: "^[!-~]+$"),
        "A key of yours for this one request: asked again with it, the first answer is given again.")
}

extension [APIError] {
    /// What an order with a key may be refused for.
    static let idempotency: [APIError] = [.idempotencyKeyReused, .invalidIdempotencyKey]

    /// What an order for a single call may be refused for. What depends on the call is told here in short.
    static let order: [APIError] =
        idempotency + [
            .agentRequired, .unknownAgent, .noNumber, .numberRefused(.premiumRate), .numberInUse, .twilioNotConfigured,
            .draining, .callsAtLimit(100), .dialQueueFull(.seconds(3)), .dailyLimitReached(1000),
            APIError(.badGateway, "dial_refused", "Twilio refused the call: …"),
            APIError(.badGateway, "twilio_unreachable", "Twilio could not be reached, nothing was dialled: …"),
            APIError(.badGateway, "dial_expired", "The call could not be placed in time, and was given up. …"),
            APIError(.gatewayTimeout, "dial_uncertain", "Twilio's answer did not come. Do not order it again: …"),
            APIError(.serviceUnavailable, "dial_unrecorded", "The call was placed, but … Do not order it again."),
        ]
}
