/// Looks for connections at rest: one timer a loop, and none while all rest.
extension EventLoop {
    /// A connection rests when nothing has moved for so long, or twice that at most. 10 s: a call sends every 20 ms, and one
    /// that is silent for so long may allocate once when it speaks again.
    static let restDelay = Duration.seconds(10)

    /// Some connection is busy: look again later.
    func watchForRest() {
        guard !isWatchingForRest else { return }
        isWatchingForRest = true
        schedule(after: Self.restDelay) { self.lookForRest() }
    }

    /// Has those at rest give memory back.
    func lookForRest() {
        isWatchingForRest = false
        var someAreBusy = false
        for case let connection as Connection in watchers.all where connection.rest(on: self) { someAreBusy = true }
        if someAreBusy { watchForRest() }
    }
}
