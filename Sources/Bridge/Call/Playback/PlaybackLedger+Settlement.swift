/// What is known of the sound, and what is settled.
extension PlaybackLedger {
    /// Whether Twilio may still hold sound: it was sent, and no mark after it has come back.
    var mayBePlaying: Bool { buffer.sentByteCount > settledPosition }

    /// Whether a mark that tells of playing has still to come back.
    var awaitsMarks: Bool { !outstanding.isEmpty }

    /// When all that was sent will have been played, by the clock; `nil` where nothing was sent.
    var playbackEnd: Instant? { buffer.end }

    /// Whether Twilio has room for so much more.
    func hasRoom(for count: Int) -> Bool { buffer.queuedByteCount + count <= PlayoutBuffer.capacity }

    /// Whether sound of this kind waits at Twilio.
    func isQueued(_ source: SoundAccount.Source) -> Bool {
        accounts.contains { $0.source == source && $0.end > buffer.head }
    }

    /// How much had been sent before a mark that is outstanding.
    func position(ofMark name: String) -> Int? { outstanding.first { $0.name == name }?.position }

    /// How much of an account was played so far.
    func played(of account: SoundAccount) -> Int { account.played(upTo: buffer.head) }

    /// The account of all sound of the call so far.
    var totals: PlaybackTotals {
        var totals = settled
        for account in accounts { totals.add(account, playedUpTo: buffer.head) }
        totals.queued = buffer.queuedByteCount
        return totals
    }

    /// Takes out the oldest account of which nothing more can become: it was cleared, or a mark says that it was played, or
    /// its mark is overdue by the grace.
    mutating func takeSettled(at now: Instant, grace: Duration) -> SoundAccount? {
        guard let first = accounts.first, isSettled(first, at: now, grace: grace) else { return nil }
        settled.add(first, playedUpTo: buffer.head)
        return accounts.removeFirst()
    }

    /// Takes all accounts out: the stream has ended, and what waits will not be played.
    mutating func takeAll() -> [SoundAccount] {
        clear()
        for account in accounts { settled.add(account, playedUpTo: buffer.head) }
        defer { accounts.removeAll() }
        return accounts
    }

    /// When the next account is settled although its mark did not return.
    func settlementDeadline(grace: Duration) -> Instant? {
        guard let first = accounts.first, !first.isOpen, let end = first.expectedEnd else { return nil }
        // While sound of it waits, nothing is settled by time, and who asked too early would ask for ever.
        return max(end + grace, first.end > buffer.head ? buffer.end ?? end : end)
    }

    private func isSettled(_ account: SoundAccount, at now: Instant, grace: Duration) -> Bool {
        guard !account.isOpen else { return false }
        if settledPosition >= account.end { return true }
        guard let end = account.expectedEnd, account.end <= buffer.head else { return false }
        return now >= end + grace
    }
}
