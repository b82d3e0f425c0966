import Calls
import HTTP
import PhoneNumbers

/// `GET /api/calls`: calls as their logs show them, newest first, a page at a time.
struct CallListEndpoint {
    struct Answer: Encodable {
        let success = true
        let calls: [ListedCallView]
        @OrNull var nextCursor: String?
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let list = ListQuery(target: request.target)
        let query = try list.calls(
            of: try request.caller().userID, limit: try list.limit(),
            country: environment.settings.defaultCountry)
        let page = try await environment.stored { (store) throws(CallStoreError) in try await store.listedCalls(query) }
        let rate = environment.settings.costPerMinute
        return JSONAnswer.make(
            .ok,
            Answer(
                calls: page.elements.map { ListedCallView($0, costPerMinute: rate) },
                nextCursor: ListQuery.cursor(page.next)))
    }
}

extension ListQuery {
    /// A search is a handful of words, not a document.
    static let textLimit = 256

    /// The filters that lists and exports of calls have in common.
    /// - Parameter country: where a number without a country code is.
    func calls(of user: RecordID, limit: Int, country: Country?) throws(APIError) -> CallQuery {
        var query = CallQuery(userID: user, limit: limit)
        query.agentID = try id("agentId")
        query.leadID = try id("leadId")
        query.status = try choice("status", of: CallStatus.allCases)
        query.direction = try choice("direction", of: CallRecord.Direction.allCases)
        query.origin = try choice("initiatedFrom", of: CallRecord.Origin.allCases)
        query.phoneNumber = try phoneNumber(country: country)
        (query.from, query.to) = (try date("from"), try date("to"))
        if let text = text("text") {
            guard text.unicodeScalars.count <= Self.textLimit else {
                throw .fieldTooLong("text", limit: Self.textLimit)
            }
            query.text = text
        }
        query.after = try cursor()
        return query
    }
}
