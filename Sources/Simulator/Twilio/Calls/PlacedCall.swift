import HTTP
import Twilio

/// An order for a call as `POST …/Calls.json` takes it.
struct PlacedCall: Hashable, Sendable {
    /// Where the document comes from that says what to do with the call.
    enum Document: Hashable, Sendable {
        /// Fetched when the callee answers.
        case url(String, method: HTTPMethod)
        /// Given with the order.
        case text(String)
    }

    let to: String
    let from: String
    let document: Document
    let statusCallback: String?
    let statusCallbackMethod: HTTPMethod
    let events: Set<CallOrder.Event>
    let ringTimeout: Int
    let timeLimit: Int?
    /// Told who answered, where that is to be found out.
    let answeredByCallback: String?
    /// What somebody does who calls in; `nil` for a call that was ordered.
    let caller: CallerScript?

    /// Reads the form, refusing what Twilio refuses, in its words; parameters it does not know it ignores (20001).
    init(fields: [FormCoding.Field], ownNumbers: Set<String>?) throws(TwilioRESTError) {
        let form = FormFields(fields)
        guard let to = form["To"] else { throw .badRequest(21201, "No 'To' number is specified") }
        guard let from = form["From"] else { throw .badRequest(21213, "No 'From' number is specified") }
        try Self.judge(from: from, ownNumbers: ownNumbers)
        try Self.judge(to: to)
        self.to = to
        self.from = from
        document = try Self.document(form)
        statusCallback = form["StatusCallback"]
        statusCallbackMethod = try Self.method(form["StatusCallbackMethod"])
        events = try Self.events(form.all("StatusCallbackEvent"))
        ringTimeout = try Self.number(form["Timeout"], code: 21208, within: 1...600) ?? 60
        timeLimit = try Self.number(form["TimeLimit"], code: 21208, within: 1...86_400)
        // A verdict that nobody is told of is a warning (21262), and none is reached here.
        answeredByCallback = form["MachineDetection"] == nil ? nil : form["AsyncAmdStatusCallback"]
        caller = nil
    }

    /// A call that comes in to a number, whose configuration names the URLs. Twilio tells of its end only.
    init(from: String, to: String, voiceURL: String, statusCallback: String?, caller: CallerScript) {
        self.from = from
        self.to = to
        self.statusCallback = statusCallback
        self.caller = caller
        document = .url(voiceURL, method: .post)
        statusCallbackMethod = .post
        events = [.completed]
        ringTimeout = 60
        timeLimit = nil
        answeredByCallback = nil
    }

    /// Twilio's magic numbers for tests are refused as it does; any other number may be one's own unless they are listed.
    private static func judge(from: String, ownNumbers: Set<String>?) throws(TwilioRESTError) {
        if from == "+15005550001" || !isNumber(from) {
            throw .badRequest(21212, "The 'From' number provided (\(from)) is not a valid phone number.")
        }
        guard let ownNumbers, !ownNumbers.contains(from) else { return }
        throw .badRequest(
            21210,
            "Source phone number provided (\(from)) is not yet verified for your account. "
                + "You may only make calls from phone numbers that you've verified or purchased from Twilio.")
    }

    private static func judge(to: String) throws(TwilioRESTError) {
        switch to {
        case "+15005550001": throw .badRequest(21217, "Phone number \(to) does not appear to be valid.")
        case "+15005550002": throw .badRequest(21214, "'To' phone number cannot be reached: \(to)")
        case "+15005550003":
            throw .badRequest(
                21215,
                "Account not authorized to call \(to). Perhaps you need to enable some international permissions: "
                    + "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk")
        case "+15005550004": throw .badRequest(21216, "Call blocked by Twilio: \(to)")
        default:
            guard isNumber(to) else {
                throw .badRequest(21211, "The phone number you are attempting to call, \(to), is not valid.")
            }
        }
    }

    /// E.164: a plus and up to 15 digits.
    private static func isNumber(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "+") else { return false }
        let digits = text.utf8.dropFirst()
        return (7...15).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// `Twiml` is ignored where `Url` is given too.
    private static func document(_ form: FormFields) throws(TwilioRESTError) -> Document {
        if let url = form["Url"] {
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw .badRequest(21205, "Url parameter is invalid: \(url)")
            }
            return .url(url, method: try method(form["Method"]))
        }
        if let text = form["Twiml"] { return .text(text) }
        throw .badRequest(21205, "Url parameter is required.")
    }

    private static func method(_ text: String?) throws(TwilioRESTError) -> HTTPMethod {
        switch text {
        case nil, "POST": return .post
        case "GET": return .get
        case let other?: throw .badRequest(21209, "Invalid HTTP method: \(other)")
        }
    }

    private static func events(_ names: [String]) throws(TwilioRESTError) -> Set<CallOrder.Event> {
        guard !names.isEmpty else { return [.completed] }
        var events: Set<CallOrder.Event> = []
        for name in names {
            guard let event = CallOrder.Event(rawValue: name) else {
                throw .badRequest(21626, "Invalid StatusCallbackEvent: \(name)")
            }
            events.insert(event)
        }
        return events
    }

    private static func number(
        _ text: String?, code: Int, within range: ClosedRange<Int>
    ) throws(TwilioRESTError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else { throw .badRequest(code, "Invalid value: \(text)") }
        return number
    }
}

/// A form's fields by name; an empty value counts as none.
struct FormFields {
    private let fields: [FormCoding.Field]

    init(_ fields: [FormCoding.Field]) { self.fields = fields }

    subscript(name: String) -> String? { all(name).first }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }
}

extension TwilioRESTError {
    static func badRequest(_ code: Int, _ message: String) -> TwilioRESTError {
        TwilioRESTError(status: HTTPStatus.badRequest.code, code: code, message: message)
    }
}
