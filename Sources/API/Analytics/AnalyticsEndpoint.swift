import Calls
import FoundationEssentials
import HTTP

/// `GET /api/analytics`: what the calls of a range come to. `from` and `to` are dates, the second exclusive; without them
/// the last thirty days. `agentId` (or `agent`) leaves one agent's.
struct AnalyticsEndpoint {
    private static let usualRange: TimeInterval = 30 * 86_400

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let list = ListQuery(target: request.target)
        // The call that was ordered this very moment is in it.
        let to = try list.date("to") ?? environment.clock.date().addingTimeInterval(1)
        let from = try list.date("from") ?? to.addingTimeInterval(-Self.usualRange)
        guard from < to else { throw .invalidValue("from", "must be before 'to'.") }
        let named = try list.id("agentId")
        let query = AnalyticsQuery(
            userID: try request.caller().userID, from: from, to: to,
            agentID: named == nil ? try list.id("agent") : named, costPerMinute: environment.settings.costPerMinute)
        let sum = try await environment.stored { (store) throws(CallStoreError) in try await store.analytics(query) }
        return JSONAnswer.make(.ok, AnalyticsView(sum, query))
    }
}
