import Calls
import HTTP

/// `POST /api/agents/:id/preflight`: whether calls with this agent could go well, and what they need.
///
/// The body may name a lead (`leadId`) or variables (`variables`) as a call would bring them; without one, the variables that
/// no call has by itself are only listed.
struct PreflightEndpoint {
    struct Answer: Encodable {
        struct Finding: Encodable {
            let severity: String
            let code: String
            let message: String

            init(_ finding: PreflightFinding) {
                severity = finding.isFatal ? "error" : "warning"
                code = finding.code
                message = finding.message
            }
        }

        let success = true
        /// Whether a call may be placed.
        let ready: Bool
        let requiredVariables: [String]
        /// Those of them that every call has.
        let suppliedVariables: [String]
        let findings: [Finding]
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        guard let name = request.parameters["id"], !name.isEmpty else { throw .unknownAgent }
        let agent = try await AgentChoice.find(name, of: user, in: environment)
        let variables = try await variables(request, user)
        let report = await Preflight(environment: environment).inspect(agent)
        var findings = report.findings
        if let variables { findings += report.problems(variables: variables) }
        let required = report.requiredVariables
        return JSONAnswer.make(
            .ok,
            Answer(
                ready: !findings.contains(where: \.isFatal), requiredVariables: required,
                suppliedVariables: required.filter(StreamDocument.variableNames.contains),
                findings: findings.map(Answer.Finding.init)))
    }

    /// The names a call would bring; `nil` where the body does not say.
    private func variables(_ request: APIRequest, _ user: RecordID) async throws(APIError) -> Set<String>? {
        guard !request.request.body.isEmpty else { return nil }
        let body = try request.jsonBody()
        var names: Set<String>?
        if case .value(let given) = try body.texts("variables") {
            names = Set(given.filter { $0.value != nil }.keys)
        }
        guard let text = try body.optional("leadId", atMost: 64) else { return names }
        guard let id = RecordID(text) else { throw .unknownLead }
        let found = try await environment.stored { (store) throws(CallStoreError) in try await store.lead(id) }
        guard let lead = found, lead.userID == user else { throw .unknownLead }
        return (names ?? []).union(lead.variables.keys)
    }
}
