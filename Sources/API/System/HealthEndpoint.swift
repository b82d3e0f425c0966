import HTTP

/// `GET /healthz`: whether new calls are welcome, and which process says so. Anyone may ask, so it says no more.
struct HealthEndpoint {
    struct Answer: Encodable {
        let status: String
        /// Random, new with each start; left out where the process has none.
        var instance: String?
    }

    let draining: Draining
    let instance: String

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        // A load balancer reads the status code, a person the word.
        let name = instance.isEmpty ? nil : instance
        return draining.isOn
            ? JSONAnswer.make(.serviceUnavailable, Answer(status: "draining", instance: name))
            : JSONAnswer.make(.ok, Answer(status: "ok", instance: name))
    }
}
