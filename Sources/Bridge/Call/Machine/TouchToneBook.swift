import Audio

/// The keys that were pressed for the agent, until it is known that they were heard. What an interruption cut off is pressed
/// again: a machine at the other end waits for it.
struct TouchToneBook: Hashable {
    private var sent: [Int: TouchToneSound] = [:]
    private var cut: [TouchToneSequence] = []

    /// Keys were sent as the sound of this account.
    mutating func sent(_ keys: TouchToneSound, account: Int) { sent[account] = keys }

    /// So much of it was played.
    mutating func settled(_ account: Int, played: Int) {
        guard let rest = sent.removeValue(forKey: account)?.rest(afterHearing: played) else { return }
        cut.append(rest)
    }

    /// The keys that are to be pressed again, once, in order.
    mutating func rest() -> [TouchToneSequence] {
        defer { cut = [] }
        return cut
    }
}
