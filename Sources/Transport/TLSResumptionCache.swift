/// The sessions that a client may resume, the oldest first. Each is taken out when it is tried; one that failed does not
/// come back.
struct TLSResumptionCache {
    /// As many are kept; about 4 KiB each, the server's certificates among it. So many calls may begin at the same moment.
    static let limit = 64

    /// A session is not resumed so long after the chain was verified, whatever the server allows.
    static let lifetime = Duration.seconds(3600)

    private struct Entry {
        let peer: TLSPeer
        let resumption: TLSResumption
    }

    private var entries: [Entry] = []

    /// How many there are.
    var count: Int { entries.count }

    /// Keeps a session; the oldest makes room.
    mutating func keep(_ resumption: TLSResumption, for peer: TLSPeer) {
        // One that serves many times is needed once.
        if !resumption.isForOneUse { entries.removeAll { $0.peer == peer && !$0.resumption.isForOneUse } }
        if entries.count >= Self.limit { entries.removeFirst() }
        entries.append(Entry(peer: peer, resumption: resumption))
    }

    /// Takes out the youngest for this peer.
    mutating func take(for peer: TLSPeer, at now: ContinuousClock.Instant) -> TLSResumption? {
        entries.removeAll { $0.resumption.verifiedAt + Self.lifetime <= now }
        guard let index = entries.lastIndex(where: { $0.peer == peer }) else { return nil }
        return entries.remove(at: index).resumption
    }
}
