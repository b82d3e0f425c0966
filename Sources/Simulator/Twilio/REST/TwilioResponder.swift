import FoundationEssentials
import HTTP
import Transport
import Twilio

/// Twilio's REST API, as far as calls go (version 2010-04-01).
struct TwilioResponder: HTTPResponder {
    let core: TwilioCore

    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        var answer: HTTPResponse
        do throws(TwilioRESTError) {
            answer = try await self.answer(request)
        } catch {
            answer = error.response
        }
        if answer.headers["Content-Type"] == nil { answer.headers["Content-Type"] = "application/json" }
        answer.headers["Twilio-Request-Id"] = SID.make("RQ")
        answer.headers["Twilio-Concurrent-Requests"] = "1"
        answer.headers["X-Home-Region"] = "us1"
        return answer
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 64 * 1024 }

    private func answer(_ request: HTTPRequest) async throws(TwilioRESTError) -> HTTPResponse {
        try authenticate(request)
        guard let target = RequestTarget(request.target) else { throw .notFound(request.target) }
        let path = target.segments
        let account = ["2010-04-01", "Accounts", core.configuration.accountSID]
        if request.method == .get, path == ["2010-04-01", "Accounts", core.configuration.accountSID + ".json"] {
            return describeAccount()
        }
        guard path.count >= 4, Array(path.prefix(3)) == account else { throw .notFound(target.path) }
        switch (request.method, path.count, path[3]) {
        case (.post, 4, "Calls.json"): return try await order(request)
        case (.get, 4, "Calls.json"): return list(target)
        case (.get, 4, "IncomingPhoneNumbers.json"): return listNumbers(target)
        case (.get, 5, "Calls"): return HTTPResponse(.ok, body: try call(path[4], target.path).json())
        case (.post, 5, "Calls"): return try update(try call(path[4], target.path), request)
        case (_, 4, "Calls.json"), (_, 5, "Calls"):
            throw TwilioRESTError(status: 405, code: 20004, message: "Method not allowed")
        case _: throw .notFound(target.path)
        }
    }

    private func authenticate(_ request: HTTPRequest) throws(TwilioRESTError) {
        let credentials = "\(core.configuration.accountSID):\(core.configuration.authToken)"
        let expected = "Basic " + Data(credentials.utf8).base64EncodedString()
        guard request.headers["Authorization"] == expected else {
            throw TwilioRESTError(status: HTTPStatus.unauthorized.code, code: 20003, message: "Authenticate")
        }
    }

    /// Takes an order, or does with it what the faults say.
    private func order(_ request: HTTPRequest) async throws(TwilioRESTError) -> HTTPResponse {
        let faults = core.configuration.orderFaults
        switch faults.fault(core.orders.next()) {
        case nil:
            return try create(request)
        case .answerLost:
            _ = try create(request)
            return BrokenAnswer.response
        case .takenAndFailed:
            _ = try create(request)
            throw .internalError
        case .orderLost:
            return BrokenAnswer.response
        case .failed:
            throw .internalError
        case .tooMany:
            throw TwilioRESTError(status: HTTPStatus.tooManyRequests.code, code: 20429, message: "Too Many Requests")
        case .answerLate:
            let answer = try create(request)
            try? await Task.sleep(for: faults.lateness)
            return answer
        case .takenLate:
            try? await Task.sleep(for: faults.lateness)
            return try create(request)
        }
    }

    private func describeAccount() -> HTTPResponse {
        let account = AccountResource(
            sid: core.configuration.accountSID, friendlyName: "Simulated", status: core.configuration.accountStatus,
            type: "Full")
        return HTTPResponse(.ok, body: account.json())
    }

    /// An account that may show any number has the one it is asked about.
    private func listNumbers(_ target: RequestTarget) -> HTTPResponse {
        let asked = FormFields(target.query)["PhoneNumber"]
        let own = core.configuration.ownNumbers ?? Set(asked.map { [$0] } ?? [])
        let numbers = own.sorted().filter { asked == nil || $0 == asked }.map { number in
            IncomingNumber(
                sid: SID.make("PN"), phoneNumber: number,
                hasVoice: !core.configuration.numbersWithoutVoice.contains(number))
        }
        return HTTPResponse(.ok, body: IncomingNumber.json(list: numbers))
    }

    private func create(_ request: HTTPRequest) throws(TwilioRESTError) -> HTTPResponse {
        let order = try PlacedCall(fields: try form(request), ownNumbers: core.configuration.ownNumbers)
        core.orders.take(order.statusCallback ?? "")
        return HTTPResponse(.created, body: core.begin(order, direction: "outbound-api").json())
    }

    private func list(_ target: RequestTarget) -> HTTPResponse {
        let filter = FormFields(target.query)
        let since = filter["StartTime>"].flatMap { Self.date($0) }
        let size = filter["PageSize"].flatMap { Int($0) } ?? 50
        let calls = core.registry.all().filter { call in
            (filter["To"].map { $0 == call.to } ?? true)
                && (filter["From"].map { $0 == call.from } ?? true)
                && (filter["Status"].map { $0 == call.status } ?? true)
                && (since.map { ($0 <= call.startTime ?? call.dateCreated ?? .distantPast) } ?? true)
        }
        return HTTPResponse(.ok, body: CallResource.json(list: Array(calls.prefix(max(0, size)))))
    }

    /// Either a day or an instant.
    private static func date(_ text: String) -> Date? {
        let instant = text.contains("T") ? text : text + "T00:00:00Z"
        return try? Date(instant, strategy: .iso8601)
    }

    private func update(_ call: CallResource, _ request: HTTPRequest) throws(TwilioRESTError) -> HTTPResponse {
        let fields = FormFields(try form(request))
        if let status = fields["Status"] {
            try end(call, status)
        } else if let url = fields["Url"] {
            try redirect(call, to: .url(url, method: fields["Method"] == "GET" ? .get : .post))
        } else if let text = fields["Twiml"] {
            try redirect(call, to: .text(text))
        }
        return HTTPResponse(.ok, body: try self.call(call.sid, call.sid).json())
    }

    /// `canceled` ends only a call that is not answered; `completed` any.
    private func end(_ call: CallResource, _ status: String) throws(TwilioRESTError) {
        let isAnswered = call.status == "in-progress"
        guard status == "completed" || status == "canceled" else {
            throw .badRequest(20001, "Invalid Status: \(status)")
        }
        guard status == "completed" || !isAnswered, core.registry.command(call.sid, .end) else {
            throw .badRequest(21220, "Call is not in-progress. Cannot redirect.")
        }
    }

    private func redirect(_ call: CallResource, to document: PlacedCall.Document) throws(TwilioRESTError) {
        guard call.status == "in-progress", core.registry.command(call.sid, .redirect(document)) else {
            throw .badRequest(21220, "Call is not in-progress. Cannot redirect.")
        }
    }

    private func call(_ name: String, _ path: String) throws(TwilioRESTError) -> CallResource {
        let sid = name.hasSuffix(".json") ? String(name.dropLast(5)) : name
        guard let call = core.registry.call(sid) else { throw .notFound(path) }
        return call
    }

    private func form(_ request: HTTPRequest) throws(TwilioRESTError) -> [FormCoding.Field] {
        guard let fields = FormCoding.decode(request.body) else { throw .badRequest(20001, "The form is malformed") }
        return fields
    }
}

extension TwilioRESTError {
    static let internalError = TwilioRESTError(
        status: HTTPStatus.internalServerError.code, code: 20500, message: "An internal server error has occurred")

    static func notFound(_ path: String) -> TwilioRESTError {
        TwilioRESTError(
            status: HTTPStatus.notFound.code, code: 20404, message: "The requested resource \(path) was not found")
    }
}
