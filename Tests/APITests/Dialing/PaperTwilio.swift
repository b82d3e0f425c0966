import FoundationEssentials
import HTTP
import Synchronization
import Transport
import Twilio

@testable import API

/// A Twilio of which nothing is real but its faults: it takes orders, loses answers, and lists what it took, somewhat late.
final class PaperTwilio: Sendable {
    /// What goes wrong with an order, and when Twilio has it.
    enum Fault: CaseIterable {
        case answerLost, takenAndFailed, orderLost, failed, tooMany, answerLate, takenLate, notConnected
    }

    private struct Taken {
        let callback: String
        let to: String
        let sid: String
        let since: ContinuousClock.Instant
        let date: Date
    }

    private struct State {
        var taken: [Taken] = []
        var orders = 0
    }

    private let clock: APIClock
    /// How long the list does not show a call that was taken.
    private let listLag = Duration.seconds(3)
    private let fault: @Sendable (Int) -> Fault?
    private let state = Mutex(State())

    init(clock: APIClock, fault: @escaping @Sendable (Int) -> Fault?) {
        self.clock = clock
        self.fault = fault
    }

    /// How many calls were placed for each log that orders named.
    var dials: [String: Int] {
        state.withLock { state in
            Dictionary(state.taken.map { ($0.callback, 1) }, uniquingKeysWith: +)
        }
    }

    /// The names of the calls placed for a log.
    func sids(of log: String) -> [String] {
        state.withLock { $0.taken.filter { $0.callback == log }.map(\.sid) }
    }

    var orderCount: Int { state.withLock { $0.orders } }

    private func take(_ form: [FormCoding.Field], after delay: Duration) -> String {
        func field(_ name: String) -> String { form.first { $0.name == name }?.value ?? "" }
        let target = RequestTarget(String(field("StatusCallback").dropFirst(Harness.publicURL.count)))
        return state.withLock { state in
            let sid = "CA\(state.taken.count)"
            state.taken.append(
                Taken(
                    callback: target?.query("callLogId") ?? "", to: field("To"), sid: sid, since: clock.now() + delay,
                    date: clock.date()))
            return sid
        }
    }

    func answer(_ request: OutgoingRequest) async throws(HTTPClientError) -> HTTPResponse {
        if TwilioDouble.isForNumbers(request) { return TwilioDouble.ownedNumbers }
        guard request.method == .post else { return list(request) }
        let number = state.withLock { state in
            defer { state.orders += 1 }
            return state.orders
        }
        let form = FormCoding.decode(request.body) ?? []
        switch fault(number) {
        case nil: return TwilioDouble.created(take(form, after: .zero))
        case .answerLost:
            _ = take(form, after: .zero)
            throw .connectionLost("reset")
        case .takenAndFailed:
            _ = take(form, after: .zero)
            return TwilioDouble.error(500, 20500, "An internal server error has occurred")
        case .orderLost: throw .connectionLost("reset")
        case .failed: return TwilioDouble.error(500, 20500, "An internal server error has occurred")
        case .tooMany: return TwilioDouble.error(429, 20429, "Too Many Requests")
        case .answerLate:
            _ = take(form, after: .zero)
            await clock.sleep(.seconds(10))
            throw .timedOut
        case .takenLate:
            // Given up after 10 s, and carried out 20 s after that.
            _ = take(form, after: .seconds(30))
            await clock.sleep(.seconds(10))
            throw .timedOut
        case .notConnected: throw .connect(.refused("api.twilio.com"))
        }
    }

    private func list(_ request: OutgoingRequest) -> HTTPResponse {
        let query = FormCoding.decode(Array((request.url.query(percentEncoded: true) ?? "").utf8)) ?? []
        let to = query.first { $0.name == "To" }?.value
        let now = clock.now()
        let shown = state.withLock { $0.taken.filter { $0.to == to && $0.since + listLag <= now } }
        let calls = shown.reversed().map {
            CallResource(sid: $0.sid, to: $0.to, status: "queued", direction: "outbound-api", dateCreated: $0.date)
        }
        return HTTPResponse(.ok, body: CallResource.json(list: calls))
    }
}

/// The line from a process to Twilio; it dies with the process.
struct MortalLine: HTTPSending {
    let twilio: PaperTwilio
    let life: Life

    @concurrent func send(
        _ request: OutgoingRequest, deadline: Duration
    ) async throws(HTTPClientError) -> HTTPResponse {
        await life.begin()
        let result: Result<HTTPResponse, HTTPClientError>
        do throws(HTTPClientError) {
            result = .success(try await twilio.answer(request))
        } catch {
            result = .failure(error)
        }
        await life.end()
        return try result.get()
    }
}
