/// Tickets by their tokens, each until it is taken or late. Never holds more than its limit.
struct TicketBook {
    private struct Entry {
        let ticket: StreamTicket
        let expires: ContinuousClock.Instant
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var sweepAt = 64

    init(limit: Int) { self.limit = limit }

    var count: Int { entries.count }

    mutating func add(
        _ ticket: StreamTicket, under token: String, until expires: ContinuousClock.Instant,
        now: ContinuousClock.Instant
    ) {
        makeRoom(now: now)
        entries[token] = Entry(ticket: ticket, expires: expires)
    }

    mutating func take(_ token: String, now: ContinuousClock.Instant) -> StreamTicket? {
        guard let entry = entries.removeValue(forKey: token), now < entry.expires else { return nil }
        return entry.ticket
    }

    /// Sweeps each time the book has doubled, so that a ticket costs a constant share of the sweeps.
    private mutating func makeRoom(now: ContinuousClock.Instant) {
        guard entries.count >= min(sweepAt, limit) else { return }
        entries = entries.filter { now < $0.value.expires }
        sweepAt = max(64, entries.count * 2)
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.expires < $1.value.expires }) {
            entries.removeValue(forKey: oldest.key)
        }
    }
}
