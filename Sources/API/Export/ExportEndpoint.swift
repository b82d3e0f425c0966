import Calls
import HTTP

/// `GET /api/calls/export`: calls for other programs, newest first, with the filters of the list.
///
/// `format=csv` has a row for each call, `jsonl` a call log as the API shows it on each line, `mongo` one that
/// `mongoimport` takes. There is more where the answer has the header `X-Next-Cursor`: ask again with `cursor`.
struct ExportEndpoint {
    enum Format: String, CaseIterable {
        case csv
        case jsonl
        case mongo

        var headers: HTTPHeaders {
            let (type, name) =
                switch self {
                case .csv: ("text/csv; charset=utf-8; header=present", "calls.csv")
                case .jsonl: ("application/x-ndjson", "calls.jsonl")
                case .mongo: ("application/x-ndjson", "calls.mongo.jsonl")
                }
            return ["Content-Type": type, "Content-Disposition": "attachment; filename=\"\(name)\""]
        }
    }

    /// Calls in one answer, which is made in memory: about 20 MB of them.
    static let limit = 5000

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let list = ListQuery(target: request.target)
        let format = try list.choice("format", of: Format.allCases) ?? .csv
        let limit = try list.limit(upTo: Self.limit, usually: Self.limit)
        let query = try list.calls(
            of: try request.caller().userID, limit: limit, country: environment.settings.defaultCountry)
        let page = try await environment.stored { (store) throws(CallStoreError) in try await store.callLogs(query) }
        var response = HTTPResponse(.ok, headers: format.headers, body: await body(format, page.elements))
        response.headers["X-Next-Cursor"] = ListQuery.cursor(page.next)
        return response
    }

    private func body(_ format: Format, _ logs: [CallLog]) async -> [UInt8] {
        let rate = environment.settings.costPerMinute
        var body: [UInt8] = []
        if format == .csv { CallCSV.appendHeader(to: &body) }
        for (index, log) in logs.enumerated() {
            let view = CallView(log, costPerMinute: rate)
            switch format {
            case .csv: CallCSV.append(view, to: &body)
            case .jsonl: body += JSONAnswer.text(of: view) + [UInt8(ascii: "\n")]
            case .mongo: body += JSONAnswer.text(of: CallDocument(log, view)) + [UInt8(ascii: "\n")]
            }
            // The threads that make answers are as few as the machine's cores: others get their turn in between.
            if index % 50 == 49 { await Task.yield() }
        }
        return body
    }
}
