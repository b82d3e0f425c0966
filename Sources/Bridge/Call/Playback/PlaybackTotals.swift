/// An account of sound over a whole call, in samples of the caller's clock; see ``SoundAccount``.
struct PlaybackTotals: Hashable {
    var received = 0
    var held = 0
    var played = 0
    var cleared = 0
    var dropped = 0
    /// Sent, and neither played nor cleared.
    var queued = 0

    /// Received, and nothing become of it yet.
    var outstanding: Int { held + queued }

    /// Whether nothing is unaccounted for.
    var isBalanced: Bool { received == played + cleared + dropped + outstanding }

    /// Adds an account, played so far.
    mutating func add(_ account: SoundAccount, playedUpTo head: Int) {
        received += account.received
        held += account.held
        played += account.played(upTo: head)
        cleared += account.cleared
        dropped += account.dropped
    }
}
