public import Transport
import Twilio

/// A Twilio that runs here: its REST API for calls, its webhooks, and the calls themselves with their Media Streams.
///
/// Start one, hand ``baseURL`` to the bridge as `TWILIO_API_URL`, and tell with ``reach(_:at:)`` where the bridge's public
/// URL is really found. A call begins with the bridge's own `POST …/Calls.json` and then runs by itself:
/// ``ended(_:)`` waits for its report.
public final class TwilioSimulator: Sendable {
    /// The account, the people on the line, and what is kept of calls.
    public struct Configuration: Sendable {
        /// Where the REST API listens.
        public var address: SocketAddress
        /// `AC…`.
        public var accountSID: String
        /// The key of REST requests and of signatures.
        public var authToken: String
        /// The numbers that may be shown as caller; any where `nil`.
        public var ownNumbers: Set<String>?
        /// Of those, the numbers that take no calls.
        public var numbersWithoutVoice: Set<String> = []
        /// `active`, `suspended` or `closed`.
        public var accountStatus = "active"
        /// The verdict where an order asks who answered.
        public var answeredBy = "human"
        /// Who is called, for numbers that ``callees`` does not list.
        public var callee: Callee
        /// Who is called, by number.
        public var callees: [String: Callee]
        /// How long the steps of a call take.
        public var timing: CallTiming
        /// Whether every byte of a call is kept and accounted for, 16 kB for each second heard.
        public var recordsAudio: Bool
        /// Whether ``StreamReport/line`` is kept, ten minutes of it at most.
        public var recordsLine: Bool
        /// What goes wrong with marks.
        public var markFaults: MarkFaults
        /// What goes wrong with orders.
        public var orderFaults = OrderFaults()
        /// What goes wrong with status callbacks.
        public var webhookFaults = WebhookFaults()
        /// For webhooks and streams over TLS; required there.
        public var tls: TLSContext?

        /// Makes a configuration; whoever is called listens until the other side hangs up.
        public init(
            address: SocketAddress = .loopback(), accountSID: String, authToken: String,
            ownNumbers: Set<String>? = nil, callee: Callee = .answers(.listening(for: .seconds(600))),
            callees: [String: Callee] = [:], timing: CallTiming = CallTiming(), recordsAudio: Bool = true,
            recordsLine: Bool = false, markFaults: MarkFaults = MarkFaults(), tls: TLSContext? = nil
        ) {
            self.address = address
            self.accountSID = accountSID
            self.authToken = authToken
            self.ownNumbers = ownNumbers
            self.callee = callee
            self.callees = callees
            self.timing = timing
            self.recordsAudio = recordsAudio
            self.recordsLine = recordsLine
            self.markFaults = markFaults
            self.tls = tls
        }

        func callee(for number: String) -> Callee { callees[number] ?? callee }
    }

    /// Where the REST API is found, for example `http://127.0.0.1:40123`.
    public let baseURL: String

    private let core: TwilioCore
    private let server: HTTPServer

    /// Starts listening; throws where the address is taken.
    public init(_ configuration: Configuration, on group: EventLoopGroup) async throws {
        core = TwilioCore(configuration, on: group)
        server = try await HTTPServer(
            .init(address: configuration.address), on: group, responder: TwilioResponder(core: core))
        baseURL = "http://\(server.address)"
    }

    /// Says where a public URL is really found: whatever begins with the scheme and host of the first goes to the second.
    /// Signatures are still made over the public one. May be called at any time, again for the same URL.
    public func reach(_ publicURL: String, at localURL: String) { core.routes.add(publicURL, at: localURL) }

    /// Somebody calls a number of the account's, whose configuration names these URLs, and does this; returns the call's SID.
    public func callIn(
        from: String, to: String, voiceURL: String, statusCallback: String? = nil, _ script: CallerScript
    ) -> String {
        let order = PlacedCall(
            from: from, to: to, voiceURL: voiceURL, statusCallback: statusCallback, caller: script)
        return core.begin(order, direction: "inbound").sid
    }

    /// What happens from now on. One that is not read keeps the newest thousand events.
    public func events() -> AsyncStream<SimulatedCallEvent> { core.feed.listen() }

    /// The report on a call that has ended; `nil` while it has not, and for one unknown. The last thousand are kept.
    public func report(_ callSID: String) -> CallReport? { core.reports.report(callSID) }

    /// The reports kept, oldest first.
    public func reports() -> [CallReport] { core.reports.all() }

    /// Waits until a call has ended and its last webhook was answered; `nil` only where the task is cancelled.
    public func ended(_ callSID: String) async -> CallReport? { await core.reports.ended(callSID) }

    /// How many calls were placed for each status callback that orders named: its URL tells apart what was ordered.
    public var placedCounts: [String: Int] { core.orders.taken }

    /// How many orders came, those that were not taken among them.
    public var orderCount: Int { core.orders.count }

    /// Ends every call, as the REST API would, waits a few seconds for their last webhooks, and stops listening.
    /// Call it while the group's loops still run.
    public func stop() async {
        await core.endCalls(within: .seconds(5))
        await server.stop()
        await core.shutDown()
    }
}
