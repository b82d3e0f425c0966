public import FoundationEssentials
public import HTTP

/// An account of Twilio's, and the REST requests made in its name (API version 2010-04-01).
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
    public func createCall(_ order: CallOrder) -> OutgoingRequest { fatalError("stub") }

    /// Ends a call, answered or not (`Status=completed`).
    public func hangUp(callSID: String) -> OutgoingRequest { fatalError("stub") }

    /// Ends a call that is not answered yet (`Status=canceled`).
    public func cancel(callSID: String) -> OutgoingRequest { fatalError("stub") }

    /// Asks for a call; the answer may lag behind the callbacks.
    public func fetch(callSID: String) -> OutgoingRequest { fatalError("stub") }

    /// Asks for the calls to a number, from a number, started after a time; at most a page of 50.
    public func listCalls(to: String?, from: String?, startedAfter: Date?) -> OutgoingRequest { fatalError("stub") }
}
