import HTTP

/// `GET /healthz`: whether new calls are welcome. Anyone may ask, so it says no more.
struct HealthEndpoint {
    private struct Answer: Encodable {
        let status: String
    }

    let draining: Draining

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        // A load balancer reads the status code, a person the word.
        draining.isOn
            ? JSONAnswer.make(.serviceUnavailable, Answer(status: "draining"))
            : JSONAnswer.make(.ok, Answer(status: "ok"))
    }
}
