import FoundationEssentials
public import HTTP

/// An account as the REST API describes it.
public struct AccountResource: Hashable, Sendable, Codable {
    /// `AC…`.
    public var sid: String
    /// What people call it.
    public var friendlyName: String?
    /// `active`, `suspended` or `closed`.
    public var status: String
    /// `Full`, or `Trial`, which may call verified numbers only.
    public var type: String?

    enum CodingKeys: String, CodingKey {
        case sid, status, type
        case friendlyName = "friendly_name"
    }

    /// Makes one.
    public init(sid: String, friendlyName: String? = nil, status: String, type: String? = nil) {
        self.sid = sid
        self.friendlyName = friendlyName
        self.status = status
        self.type = type
    }

    /// Reads the answer to ``TwilioAccount/fetch()``.
    public init(answer: HTTPResponse) throws(TwilioRESTError) { self = try answer.twilioResource() }

    /// For a simulator.
    public func json() -> [UInt8] { TwilioJSON.text(of: self) }
}

/// A phone number of an account's, as the REST API describes it.
public struct IncomingNumber: Hashable, Sendable, Codable {
    /// What a number can do.
    public struct Capabilities: Hashable, Sendable, Codable {
        /// Calls.
        public var voice: Bool?

        /// Makes them.
        public init(voice: Bool?) { self.voice = voice }
    }

    /// `PN…`.
    public var sid: String
    /// E.164.
    public var phoneNumber: String
    /// What it can do.
    public var capabilities: Capabilities?
    /// Asked for TwiML when somebody calls it.
    public var voiceURL: String?
    /// Told of the end of such calls.
    public var statusCallback: String?

    enum CodingKeys: String, CodingKey {
        case sid, capabilities
        case phoneNumber = "phone_number"
        case voiceURL = "voice_url"
        case statusCallback = "status_callback"
    }

    /// Makes one.
    public init(
        sid: String, phoneNumber: String, hasVoice: Bool = true, voiceURL: String? = nil, statusCallback: String? = nil
    ) {
        self.sid = sid
        self.phoneNumber = phoneNumber
        capabilities = Capabilities(voice: hasVoice)
        self.voiceURL = voiceURL
        self.statusCallback = statusCallback
    }

    /// Reads the answer to ``TwilioAccount/listNumbers(_:)``; of many numbers, the first page.
    public static func list(answer: HTTPResponse) throws(TwilioRESTError) -> [IncomingNumber] {
        let page: Page = try answer.twilioResource()
        return page.numbers
    }

    /// For a simulator.
    public static func json(list numbers: [IncomingNumber]) -> [UInt8] { TwilioJSON.text(of: Page(numbers: numbers)) }

    private struct Page: Codable {
        var numbers: [IncomingNumber]

        enum CodingKeys: String, CodingKey {
            case numbers = "incoming_phone_numbers"
        }
    }
}

extension TwilioAccount {
    /// Asks for the account itself.
    public func fetch() -> OutgoingRequest { request(.get) }

    /// Asks for the account's numbers that are this one: one, or none.
    public func listNumbers(_ number: String) -> OutgoingRequest {
        request(.get, "IncomingPhoneNumbers", query: [FormCoding.Field("PhoneNumber", number)])
    }
}

extension HTTPResponse {
    fileprivate func twilioResource<Resource: Decodable>() throws(TwilioRESTError) -> Resource {
        guard (200..<300).contains(status.code) else { throw TwilioRESTError(response: self) }
        guard let resource = try? JSONDecoder().decode(Resource.self, from: Data(body)) else {
            throw TwilioRESTError(status: status.code, code: nil, message: "Twilio's answer was not understood.")
        }
        return resource
    }
}

private enum TwilioJSON {
    static func text(of value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { preconditionFailure("strings are always encodable") }
        return Array(data)
    }
}
