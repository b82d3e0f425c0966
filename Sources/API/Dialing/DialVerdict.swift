import Calls
import HTTP
import Twilio

/// What can be said of an intent at a moment when somebody asks.
enum DialVerdict: Sendable, Equatable {
    /// Twilio has it, under this name.
    case placed(String)
    /// The same, but it could not be written down.
    case unrecorded(String)
    case refused(code: Int?, message: String)
    case unreachable(String)
    /// It is not known yet.
    case uncertain
    /// It was given up.
    case expired
    /// The server goes down; the next one goes on.
    case interrupted

    /// What the log of a call says, long after.
    init(_ call: CallRecord) {
        if let sid = call.twilioCallSID {
            self = .placed(sid)
        } else if call.endReason == .dialRefused {
            let parts = (call.endDetail ?? "").split(separator: ":", maxSplits: 1)
            let code = parts.first.flatMap { Int($0) }
            let message = code == nil ? call.endDetail ?? "" : parts.last.map { String($0.dropFirst()) } ?? ""
            self = .refused(code: code, message: message)
        } else {
            self = call.endReason == nil ? .uncertain : .expired
        }
    }

    /// Twilio's name of the call; throws what whoever ordered it is told instead.
    func callSID(of call: CallRecord) throws(APIError) -> String {
        switch self {
        case .placed(let sid): return sid
        case .unrecorded(let sid): throw .dialUnrecorded(call, callSID: sid)
        case .refused(let code, let message): throw .dialRefused(code, message, call)
        case .unreachable(let why): throw .twilioUnreachable(why, call)
        case .uncertain, .interrupted: throw .dialUncertain(call)
        case .expired: throw .dialExpired(call)
        }
    }
}

extension APIError {
    fileprivate static func dialRefused(_ code: Int?, _ message: String, _ call: CallRecord) -> APIError {
        let words = TwilioRESTError(status: 400, code: code, message: message).explained
        var error = APIError(.badGateway, "dial_refused", "Twilio refused the call: \(words)")
        error.twilioCode = code
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func twilioUnreachable(_ why: String, _ call: CallRecord) -> APIError {
        var error = APIError(
            .badGateway, "twilio_unreachable", "Twilio could not be reached, nothing was dialled: \(why)")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func dialUncertain(_ call: CallRecord) -> APIError {
        var error = APIError(
            .gatewayTimeout, "dial_uncertain",
            "Twilio's answer did not come, so it is not known yet whether the call is placed; it will be, once. Do not"
                + " order it again: ask for the status of this call log.")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func dialExpired(_ call: CallRecord) -> APIError {
        var error = APIError(
            .badGateway, "dial_expired",
            "The call could not be placed in time, and was given up. Look at its call log, and order it anew if it is"
                + " still wanted.")
        error.callLogID = call.id.hex
        return error
    }

    fileprivate static func dialUnrecorded(_ call: CallRecord, callSID: String) -> APIError {
        var error = APIError(
            .serviceUnavailable, "dial_unrecorded",
            "The call was placed, but the database cannot be written at the moment. Do not order it again.")
        error.callLogID = call.id.hex
        error.callID = callSID
        return error
    }
}
