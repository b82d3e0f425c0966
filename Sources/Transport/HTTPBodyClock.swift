/// How long a client takes over a body. Time in which it was not read, or not yet asked for the body, is left out.
struct HTTPBodyClock {
    typealias Instant = ContinuousClock.Instant

    private var start: Instant
    private var pausedSince: Instant?

    init(startingAt now: Instant) { start = now }

    /// The client is kept waiting from now on.
    mutating func pause(at now: Instant) { pausedSince = pausedSince ?? now }

    /// It is the client's turn again.
    mutating func resume(at now: Instant) {
        guard let paused = pausedSince else { return }
        start += now - paused
        pausedSince = nil
    }

    /// When what has come would be too little, or the whole time is over, whichever is first; `nil` while the client is
    /// kept waiting.
    func deadline(after byteCount: Int, _ configuration: HTTPServer.Configuration) -> Instant? {
        guard pausedSince == nil else { return nil }
        let earned = Duration.seconds(byteCount) / max(1, configuration.minimumBodyRate)
        return start + min(configuration.bodyDeadline, configuration.bodyGrace + earned)
    }
}
