import Calls
import HTTP

/// `GET /api/calls/export`: calls for other programs, newest first, with the filters of the list.
///
/// `format=csv` has a row for each call, `jsonl` a call log as the API shows it on each line, `mongo` one that
/// `mongoimport` takes. There is more where the answer has the header `X-Next-Cursor`: ask again with `cursor`.
struct ExportEndpoint {
    private enum Format: String, CaseIterable {
        case csv
        case jsonl
        case mongo
    }

    /// Calls in one answer, which is made in memory: about 20 MB of them.
    private static let limit = 5000

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let list = ListQuery(target: request.target)
        let format = try list.choice("format", of: Format.allCases) ?? .csv
        let limit = try list.limit(upTo: Self.limit, usually: Self.limit)
        let query = try list.calls(of: try request.caller().userID, limit: limit)
        let page = try await environment.stored { (store) throws(CallStoreError) in try await store.callLogs(query) }
        var response = answer(format, page.elements)
        response.headers["X-Next-Cursor"] = ListQuery.cursor(page.next)
        return response
    }

    private func answer(_ format: Format, _ logs: [CallLog]) -> HTTPResponse {
        let rate = environment.settings.costPerMinute
        switch format {
        case .csv:
            let rows = [CallCSV.header] + logs.map { CallCSV.row(CallView($0, costPerMinute: rate)) }
            return Self.answer(rows.flatMap(\.utf8), "text/csv; charset=utf-8; header=present", "calls.csv")
        case .jsonl:
            let lines = logs.flatMap { JSONAnswer.text(of: CallView($0, costPerMinute: rate)) + [UInt8(ascii: "\n")] }
            return Self.answer(lines, "application/x-ndjson", "calls.jsonl")
        case .mongo:
            let lines = logs.flatMap { log in
                JSONAnswer.text(of: CallDocument(log, CallView(log, costPerMinute: rate))) + [UInt8(ascii: "\n")]
            }
            return Self.answer(lines, "application/x-ndjson", "calls.mongo.jsonl")
        }
    }

    private static func answer(_ body: [UInt8], _ type: String, _ name: String) -> HTTPResponse {
        HTTPResponse(
            .ok, headers: ["Content-Type": type, "Content-Disposition": "attachment; filename=\"\(name)\""], body: body)
    }
}
