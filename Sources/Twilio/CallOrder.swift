/// An outbound call to be placed: the parameters of `POST /Accounts/{AccountSid}/Calls.json`.
public struct CallOrder: Hashable, Sendable {
    /// The callee, in E.164.
    public var to: String
    /// The caller shown: an owned or verified number.
    public var from: String
    /// Fetched for TwiML, by `POST`, when the callee answers.
    public var url: String
    /// Told of the call's progress, by `POST`.
    public var statusCallback: String?
    /// What of it; each event is a parameter of its own.
    public var statusCallbackEvents: [Event]
    /// How long it may ring, in seconds, up to 600; 60 where `nil`.
    public var ringTimeout: Int?
    /// How long the call may last, in seconds; the account's limit where `nil`.
    public var timeLimit: Int?
    /// Told who answered, person or machine; `nil` looks for no machine. Detection never delays the call.
    public var answeredByCallback: String?

    /// A step of a call's progress.
    public enum Event: String, Hashable, Sendable, CaseIterable {
        /// Being dialled.
        case initiated
        /// Ringing.
        case ringing
        /// Answered; its callback says `in-progress`.
        case answered
        /// Ended, in whichever way.
        case completed
    }

    /// Makes an order.
    public init(
        to: String, from: String, url: String, statusCallback: String? = nil,
        statusCallbackEvents: [Event] = Event.allCases, ringTimeout: Int? = nil, timeLimit: Int? = nil,
        answeredByCallback: String? = nil
    ) {
        self.to = to
        self.from = from
        self.url = url
        self.statusCallback = statusCallback
        self.statusCallbackEvents = statusCallbackEvents
        self.ringTimeout = ringTimeout
        self.timeLimit = timeLimit
        self.answeredByCallback = answeredByCallback
    }
}
