import Synchronization

/// Which calls are live in this process, how to end each, and the tickets that let a stream in.
///
/// The webhook that answers Twilio with TwiML issues a ticket; the media socket redeems it when its `start` comes, and
/// claims its call. All of it is memory: what was live before a crash is settled from the store.
public final class LiveCalls: Sendable {
    /// Tickets kept at once. Each lives a minute, so nobody gets here by calling; a peer that asks for more pushes out
    /// the tickets nearest to their end.
    static let ticketLimit = 16_384

    private struct Stream {
        let call: LiveCall
        let hangUp: @Sendable (CallEndReason) async -> Void
        let tell: @Sendable (String) async -> Void
    }

    private let makeToken: @Sendable () -> String
    private let tickets = Mutex(TicketBook(limit: LiveCalls.ticketLimit))
    private let streams = Mutex<[String: Stream]>([:])

    /// No calls. `makeToken` gives a new unguessable text each time, of 128 random bits or more.
    public init(makeToken: @escaping @Sendable () -> String) {
        self.makeToken = makeToken
    }

    // MARK: Tickets

    /// Keeps a ticket and returns the token that redeems it once, within `validFor` of `now`.
    public func issue(
        _ ticket: StreamTicket, validFor: Duration = .seconds(60), now: ContinuousClock.Instant
    ) -> String {
        let token = makeToken()
        tickets.withLock { $0.add(ticket, under: token, until: now + validFor, now: now) }
        return token
    }

    /// Hands a ticket over, once.
    ///
    /// `nil` for a token that is unknown, used, late, or was issued for another call: whoever shows one of the last two
    /// has spent it. A ticket without a call SID takes any.
    public func redeem(
        _ token: String, twilioCallSID: String, now: ContinuousClock.Instant
    ) -> StreamTicket? {
        guard let ticket = tickets.withLock({ $0.take(token, now: now) }) else { return nil }
        guard ticket.twilioCallSID.isEmpty || ticket.twilioCallSID == twilioCallSID else { return nil }
        return ticket
    }

    // MARK: Streams

    /// Enters a stream as its call's only one; `false` where this call SID has one already.
    ///
    /// `hangUp` ends the stream and its call, `tell` lets the agent know something it does not answer; both may be asked at
    /// any time and more than once. Whoever got `true` releases the call when its stream is over; whoever got `false` must
    /// not.
    public func claim(
        twilioCallSID: String, call: RecordID, hangUp: @escaping @Sendable (CallEndReason) async -> Void,
        tell: @escaping @Sendable (String) async -> Void = { _ in }
    ) -> Bool {
        streams.withLock { streams in
            guard streams[twilioCallSID] == nil else { return false }
            let live = LiveCall(callID: call, twilioCallSID: twilioCallSID)
            streams[twilioCallSID] = Stream(call: live, hangUp: hangUp, tell: tell)
            return true
        }
    }

    /// Takes a stream out again: it is over.
    public func release(twilioCallSID: String) {
        // The removed stream is let go of outside the lock: its closure may own half a call.
        _ = streams.withLock { $0.removeValue(forKey: twilioCallSID) }
    }

    /// Asks a live call to end for this reason; `false` where it is not live.
    public func hangUp(_ call: RecordID, reason: CallEndReason) async -> Bool {
        let hangUps = streams.withLock { streams in
            streams.values.filter { $0.call.callID == call }.map(\.hangUp)
        }
        for hangUp in hangUps { await hangUp(reason) }
        return !hangUps.isEmpty
    }

    /// Lets the agent of a live call know something; `false` where the call is not live.
    @discardableResult
    public func tell(_ call: RecordID, _ words: String) async -> Bool {
        let tells = streams.withLock { streams in
            streams.values.filter { $0.call.callID == call }.map(\.tell)
        }
        for tell in tells { await tell(words) }
        return !tells.isEmpty
    }

    /// Every live call, in the order they were made.
    public func all() -> [LiveCall] {
        streams.withLock { $0.values.map(\.call) }.sorted { $0.callID < $1.callID }
    }

    /// How many calls are live.
    public var count: Int { streams.withLock { $0.count } }
}
