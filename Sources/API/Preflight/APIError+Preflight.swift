import HTTP

extension PreflightReport {
    /// Why no call may be placed, as an error: the agent's faults are the request's, who chose it; what a vendor refuses or
    /// does not say is no fault of the request. `nil` where calls may be placed.
    var refusal: APIError? {
        let fatal = findings.filter(\.isFatal)
        guard let first = fatal.first else { return nil }
        let message = "Nothing was dialled. " + fatal.map(\.message).joined(separator: " ")
        return first.concernsAgent
            ? APIError(.unprocessableContent, first.code, message, field: "agentId")
            : APIError(.badGateway, first.code, message)
    }
}

extension [APIError] {
    /// What a batch may be refused for before it begins. What depends on the agent is told here in short.
    static let preflight: [APIError] =
        ["agent_not_found", "unsupported_format", "missing_client_event"].map {
            APIError(.unprocessableContent, $0, "Nothing was dialled. What is wrong with the agent.", field: "agentId")
        }
        + [
            "elevenlabs_key_refused", "elevenlabs_refused", "elevenlabs_unreachable", "number_not_owned",
            "number_without_voice", "twilio_refused", "twilio_unreachable",
        ].map { APIError(.badGateway, $0, "Nothing was dialled. What the vendor said.") }
}
