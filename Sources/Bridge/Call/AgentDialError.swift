import Calls
import Transport

/// Why the agent could not be reached.
enum AgentDialError: Error {
    /// Its address was not to be had.
    case address(VendorServiceError)
    /// No socket could be opened there.
    case connect(ConnectError)

    /// What it means for the call.
    var failure: AgentDialFailure {
        switch self {
        case .address(let error):
            AgentDialFailure(
                end: CallEnd(error.isRefusal ? .agentRefused : .agentUnreachable, error.words),
                isWorthRepeating: !error.isRefusal)
        case .connect(let error):
            AgentDialFailure(end: error.end, isWorthRepeating: error.isWorthRepeating)
        }
    }
}

extension ConnectError {
    fileprivate var end: CallEnd {
        switch self {
        case .upgradeRefused(let status, let reason): CallEnd(.agentRefused, "\(status) \(reason)")
        case .malformedURL: CallEnd(.agentUnreachable, "the conversation URL is malformed")  // It is a credential.
        case .nameNotFound, .refused, .addressNotAllowed, .system, .tls, .timedOut, .cancelled:
            CallEnd(.agentUnreachable, "\(self)")
        }
    }

    fileprivate var isWorthRepeating: Bool {
        switch self {
        case .malformedURL, .addressNotAllowed, .cancelled: false
        case .nameNotFound, .refused, .system, .tls, .timedOut: true
        // A vendor in trouble may be better a moment later; one that says no is not.
        case .upgradeRefused(let status, _): status >= 500
        }
    }
}
