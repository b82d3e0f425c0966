import Calls

/// How a call ended: the word for its log, and what was said about it.
struct CallEnd: Hashable {
    /// The word.
    var reason: CallEndReason
    /// The particulars: a close code and its text, an error.
    var detail: String

    init(_ reason: CallEndReason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}

/// What is done for a caller whose line may still be open when the relay is done with the call.
enum Farewell: Hashable {
    /// Nothing: the line is known to be closed.
    case none
    /// The call is ended by REST.
    case silence
    /// The caller is told that the call cannot go on, then the call is ended.
    case apology
    /// The caller is told goodbye, then the call is ended.
    case goodbye

    /// What each end owes the caller. Nobody is left in an open, silent line.
    init(after reason: CallEndReason) {
        switch reason {
        case .callerHungUp, .dialRefused, .dialUncertain, .notAnswered, .noStream, .bridgeRestart:
            self = .none
        // A lost or silent stream says nothing certain about the line; ending a call that has ended does no harm.
        case .agentEnded, .hungUpByUser, .streamLost, .streamSilent, .streamRefused, .streamCongested:
            self = .silence
        case .agentRefused, .agentUnreachable, .agentSilent, .agentDropped, .unsupportedFormat:
            self = .apology
        case .maximumDuration, .bridgeShutdown, .deadAir:
            self = .goodbye
        }
    }
}
