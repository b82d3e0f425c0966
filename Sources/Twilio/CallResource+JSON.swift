import FoundationEssentials
public import HTTP

extension CallResource {
    /// Reads the answer to create, update or fetch; throws what Twilio says where the status is not 2xx.
    public init(answer: HTTPResponse) throws(TwilioRESTError) {
        self.init(try CallJSON.decode(CallJSON.self, of: answer))
    }

    /// Reads the answer to a list.
    public static func list(answer: HTTPResponse) throws(TwilioRESTError) -> [CallResource] {
        try CallJSON.decode(CallListJSON.self, of: answer).calls.map(CallResource.init)
    }

    /// The call in JSON, as Twilio answers: for a simulator.
    public func json() -> [UInt8] {
        CallJSON.encode(CallJSON(self))
    }

    /// A list in JSON, as Twilio answers: for a simulator.
    public static func json(list calls: [CallResource]) -> [UInt8] {
        CallJSON.encode(CallListJSON(calls: calls.map(CallJSON.init)))
    }

    private init(_ json: CallJSON) {
        self.init(
            sid: json.sid, accountSID: json.accountSid, to: json.to, from: json.from, status: json.status,
            direction: json.direction, duration: json.duration?.number, answeredBy: json.answeredBy,
            dateCreated: json.dateCreated.flatMap(TwilioDate.parse(rfc2822:)),
            startTime: json.startTime.flatMap(TwilioDate.parse(rfc2822:)),
            endTime: json.endTime.flatMap(TwilioDate.parse(rfc2822:)), queueTime: json.queueTime?.number,
            price: json.price, priceUnit: json.priceUnit)
    }
}

/// The members of a call's JSON that we read and write, in camel case.
private struct CallJSON: Codable {
    var sid: String
    var accountSid: String?
    var to: String?
    var from: String?
    var status: String
    var direction: String?
    var duration: NumericString?
    var answeredBy: String?
    var dateCreated: String?
    var startTime: String?
    var endTime: String?
    var queueTime: NumericString?
    var price: String?
    var priceUnit: String?
    var apiVersion: String?
    var uri: String?

    init(_ call: CallResource) {
        sid = call.sid
        accountSid = call.accountSID
        to = call.to
        from = call.from
        status = call.status
        direction = call.direction
        duration = call.duration.map(NumericString.init)
        answeredBy = call.answeredBy
        dateCreated = call.dateCreated.map(TwilioDate.rfc2822)
        startTime = call.startTime.map(TwilioDate.rfc2822)
        endTime = call.endTime.map(TwilioDate.rfc2822)
        queueTime = call.queueTime.map(NumericString.init)
        price = call.price
        priceUnit = call.priceUnit
        apiVersion = "2010-04-01"
        uri = call.accountSID.map { "/2010-04-01/Accounts/\($0)/Calls/\(call.sid).json" }
    }

    static func decode<JSON: Decodable>(_ type: JSON.Type, of answer: HTTPResponse) throws(TwilioRESTError) -> JSON {
        guard 200...299 ~= answer.status.code else { throw TwilioRESTError(response: answer) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let json = try? decoder.decode(type, from: Data(answer.body)) else {
            throw TwilioRESTError(status: answer.status.code, code: nil, message: "The answer is not understood.")
        }
        return json
    }

    static func encode(_ json: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(json) else { preconditionFailure("strings are always encodable") }
        return Array(data)
    }
}

private struct CallListJSON: Codable {
    var calls: [CallJSON]
}

/// A number that Twilio writes as a string, and one day perhaps as a number; anything else counts as none.
private struct NumericString: Codable {
    var number: Int?

    init(_ number: Int) {
        self.number = number
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        number = (try? value.decode(Int.self)) ?? (try? value.decode(String.self)).flatMap { Int($0) }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(number.map { String($0) })
    }
}
