import HTTP

extension APIError {
    static func callsAtLimit(_ limit: Int) -> APIError {
        var error = APIError(
            .tooManyRequests, "calls_at_limit",
            "\(limit) calls are open, and no more are allowed at once. Try again when one has ended, or raise"
                + " VOICEBRIDGE_CONCURRENT_CALLS.")
        error.headers["Retry-After"] = "5"
        return error
    }

    static func dialQueueFull(_ wait: Duration) -> APIError {
        var error = APIError(
            .tooManyRequests, "dial_queue_full",
            "Too many calls were ordered at once: the next turn is in \(wait.components.seconds) s. Try again then.")
        error.headers["Retry-After"] = "\(max(1, wait.components.seconds))"
        return error
    }

    static func dailyLimitReached(_ limit: Int) -> APIError {
        APIError(
            .tooManyRequests, "daily_limit_reached",
            "The \(limit) calls of today (UTC) are used up. Wait for tomorrow, or have VOICEBRIDGE_DAILY_CALLS raised.")
    }

    static let numberInUse = APIError(
        .conflict, "number_in_use",
        "A call to this number was ordered and it is not known yet whether it is placed. Try again in a minute.",
        field: "phoneNumber")

    static let idempotencyKeyReused = APIError(
        .unprocessableContent, "idempotency_key_reused",
        "This Idempotency-Key stands for another request: use a new key for each new request.",
        field: "Idempotency-Key")

    static let invalidIdempotencyKey = APIError(
        .badRequest, "invalid_idempotency_key",
        "Idempotency-Key must be one header of 1 to 255 visible ASCII characters, such as a UUID.",
        field: "Idempotency-Key")
}
