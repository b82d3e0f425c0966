public import FoundationEssentials
public import HTTP

/// An account of Twilio's, and the REST requests made in its name (API version 2010-04-01).
///
/// Send a request, then give the answer to ``CallResource/init(answer:)`` or ``CallResource/list(answer:)``.
public struct TwilioAccount: Hashable, Sendable {
    /// `AC…`.
    public let accountSID: String
    /// The primary Auth Token; it also signs Twilio's requests to us.
    public let authToken: String
    /// Scheme, host and port of the API, with any path before `/2010-04-01`.
    public let apiURL: URL

    /// Names an account.
    public init(accountSID: String, authToken: String, apiURL: URL) {
        self.accountSID = accountSID
        self.authToken = authToken
        self.apiURL = apiURL
    }

    /// Places a call. Not idempotent: a lost answer may stand for a call that was placed.
    public func createCall(_ order: CallOrder) -> OutgoingRequest {
        request(.post, "Calls", form: order.fields)
    }

    /// Ends a call, answered or not (`Status=completed`).
    public func hangUp(callSID: String) -> OutgoingRequest {
        request(.post, "Calls", callSID, form: [FormCoding.Field("Status", "completed")])
    }

    /// Ends a call that is not answered yet (`Status=canceled`).
    public func cancel(callSID: String) -> OutgoingRequest {
        request(.post, "Calls", callSID, form: [FormCoding.Field("Status", "canceled")])
    }

    /// Asks for a call; the answer may lag behind the callbacks.
    public func fetch(callSID: String) -> OutgoingRequest {
        request(.get, "Calls", callSID)
    }

    /// Asks for the calls to a number, from a number, started after a time; at most a page of 50.
    public func listCalls(to: String?, from: String?, startedAfter: Date?) -> OutgoingRequest {
        let filters = [("To", to), ("From", from), ("StartTime>", startedAfter.map(TwilioDate.filter))]
        return request(
            .get, "Calls", query: filters.compactMap { name, value in value.map { FormCoding.Field(name, $0) } })
    }
}

extension TwilioAccount {
    /// A request to the account, or to what is found at a path beneath it.
    func request(
        _ method: HTTPMethod, _ path: String..., query: [FormCoding.Field] = [], form: [FormCoding.Field]? = nil
    ) -> OutgoingRequest {
        var url = apiURL
        url.append(path: "2010-04-01/Accounts/\(Self.plain(accountSID))")
        for segment in path { url.append(path: Self.plain(segment)) }
        url.appendPathExtension("json")
        if !query.isEmpty { url = url.withQuery(FormCoding.encode(query)) }
        var request = OutgoingRequest(method, url, headers: ["Authorization": authorization])
        if let form {
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
            request.body = FormCoding.encode(form)
        }
        return request
    }

    /// SIDs are letters and digits; whatever else stands in one must not lead to another resource.
    private static func plain(_ segment: String) -> String {
        segment.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// RFC 7617.
    private var authorization: String {
        "Basic " + Data("\(accountSID):\(authToken)".utf8).base64EncodedString()
    }
}

extension URL {
    /// This URL with a query that is percent-encoded already; `URLQueryItem` would leave a plus as it is.
    fileprivate func withQuery(_ query: [UInt8]) -> URL {
        var components = URLComponents(url: self, resolvingAgainstBaseURL: true)
        components?.percentEncodedQuery = String(decoding: query, as: UTF8.self)
        guard let url = components?.url else { preconditionFailure("a URL with an encoded query is a URL") }
        return url
    }
}

extension CallOrder {
    /// The parameters as they are sent; each event is one of its own, since Twilio takes no list.
    fileprivate var fields: [FormCoding.Field] {
        var fields = [
            FormCoding.Field("To", to), FormCoding.Field("From", from), FormCoding.Field("Url", url),
            FormCoding.Field("Method", "POST"),
        ]
        if let statusCallback {
            fields.append(FormCoding.Field("StatusCallback", statusCallback))
            fields.append(FormCoding.Field("StatusCallbackMethod", "POST"))
            fields += statusCallbackEvents.map { FormCoding.Field("StatusCallbackEvent", $0.rawValue) }
        }
        if let ringTimeout { fields.append(FormCoding.Field("Timeout", String(ringTimeout))) }
        if let timeLimit { fields.append(FormCoding.Field("TimeLimit", String(timeLimit))) }
        if let answeredByCallback {
            fields.append(FormCoding.Field("MachineDetection", "Enable"))
            fields.append(FormCoding.Field("AsyncAmd", "true"))
            fields.append(FormCoding.Field("AsyncAmdStatusCallback", answeredByCallback))
        }
        return fields
    }
}
