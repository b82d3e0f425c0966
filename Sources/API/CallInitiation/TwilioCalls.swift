import HTTP
import Transport
import Twilio

/// Calls at Twilio: placing one, asking after one, ending one.
struct TwilioCalls: Sendable {
    /// What became of an order. An order is not idempotent: only what is surely not carried out may be called refused.
    enum Outcome {
        /// Twilio took it.
        case placed(CallResource)
        /// Twilio said no.
        case refused(TwilioRESTError)
        /// The order never left.
        case notSent(String)
        /// It left, and no answer says what became of it.
        case uncertain(String)
    }

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

    func place(_ order: CallOrder) async -> Outcome {
        let answer: HTTPResponse
        do throws(HTTPClientError) {
            answer = try await http.send(account.createCall(order), deadline: .seconds(10))
        } catch {
            switch error {
            case .connect(let why): return .notSent("\(why)")
            case .malformedRequest, .shutDown: return .notSent("\(error)")
            case .connectionLost, .timedOut, .malformedAnswer: return .uncertain("\(error)")
            }
        }
        do throws(TwilioRESTError) {
            return .placed(try CallResource(answer: answer))
        } catch {
            // A 4xx is Twilio's no. 408 is a proxy's, and says nothing; 5xx and a success that cannot be read neither.
            let isRefusal = (400..<500).contains(error.status) && error.status != HTTPStatus.requestTimeout.code
            return isRefusal ? .refused(error) : .uncertain("\(error.status) \(error.message)")
        }
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

    /// Ends a call, and says how that went: the call as Twilio has it now, or why not.
    func end(_ callSID: String) async -> News {
        do {
            let answer = try await http.send(account.hangUp(callSID: callSID), deadline: .seconds(5))
            return .call(try CallResource(answer: answer))
        } catch let error as TwilioRESTError where error.status == HTTPStatus.notFound.code {
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
