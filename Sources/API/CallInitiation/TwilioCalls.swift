import FoundationEssentials
import HTTP
import Transport
import Twilio

/// Calls at Twilio: placing one, asking after one, ending one.
struct TwilioCalls: Sendable {
    /// What Twilio knows of a call.
    enum News {
        /// The call.
        case call(CallResource)
        /// There is no such call.
        case unknown
        /// No answer, or one that says nothing.
        case silence(String)
    }

    let account: TwilioAccount
    let http: any HTTPSending

    /// Orders a call. An order is not idempotent: only what is surely not carried out may be called refused.
    func place(_ order: CallOrder) async -> DialAttempt.Answer {
        let answer: HTTPResponse
        do throws(HTTPClientError) {
            answer = try await http.send(account.createCall(order), deadline: .seconds(10))
        } catch {
            switch error {
            case .connect(let why): return .notConnected("\(why)")
            case .malformedRequest, .shutDown: return .notConnected("\(error)")
            case .connectionLost, .timedOut, .malformedAnswer: return .unclear("\(error)")
            }
        }
        do throws(TwilioRESTError) {
            return .placed(try CallResource(answer: answer).sid)
        } catch {
            if error.isSafeToRetry { return .tooMany(error, retryAfter: Self.retryAfter(answer)) }
            // A 4xx is Twilio's no. 408 is a proxy's, and says nothing; 5xx and a success that cannot be read neither.
            let isRefusal = (400..<500).contains(error.status) && error.status != HTTPStatus.requestTimeout.code
            return isRefusal ? .refused(error) : .unclear("\(error.status) \(error.message)")
        }
    }

    /// The calls from one number to another, newest first; `nil` where Twilio does not say.
    /// - Parameter date: none that began before; without it the last 50, those among them that have not begun and by their
    ///   beginning cannot be asked for.
    func calls(to: String, from: String, startedAfter date: Date?) async -> [CallResource]? {
        do {
            let answer = try await http.send(
                account.listCalls(to: to, from: from, startedAfter: date), deadline: .seconds(10))
            return try CallResource.list(answer: answer)
        } catch {
            return nil
        }
    }

    /// RFC 9110, 10.2.3, in seconds; a day at most. The form with a date is not used by Twilio.
    private static func retryAfter(_ answer: HTTPResponse) -> Duration? {
        answer.headers["Retry-After"].flatMap { UInt32($0) }.map { .seconds(min($0, 86_400)) }
    }

    func ask(_ callSID: String) async -> News {
        do {
            let answer = try await http.send(account.fetch(callSID: callSID), deadline: .seconds(5))
            return .call(try CallResource(answer: answer))
        } catch let error as TwilioRESTError where error.status == HTTPStatus.notFound.code {
            return .unknown
        } catch {
            return .silence("\(error)")
        }
    }

    /// Twilio's error code: "Call is not in-progress. Cannot redirect."
    private static let notInProgress = 21220

    /// Ends a call, and says how that went: the call as Twilio has it now, or why not. A call that is over by then is as
    /// unknown as one that never was.
    func end(_ callSID: String) async -> News {
        do {
            let answer = try await http.send(account.hangUp(callSID: callSID), deadline: .seconds(5))
            return .call(try CallResource(answer: answer))
        } catch let error as TwilioRESTError
            where error.status == HTTPStatus.notFound.code || error.code == Self.notInProgress
        {
            return .unknown
        } catch {
            return .silence("\(error)")
        }
    }

    /// Ends a call; whether Twilio agreed does not matter to those who ask, for they have no other means.
    func hangUp(_ callSID: String) async {
        _ = try? await http.send(account.hangUp(callSID: callSID), deadline: .seconds(5))
    }
}
