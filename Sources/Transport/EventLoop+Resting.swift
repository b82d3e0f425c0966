/// Looks for connections at rest: one timer a loop, and none while all rest.
extension EventLoop {
    /// A connection rests when nothing has moved for so long, or twice that at most. 10 s: a call sends every 20 ms, and one
    /// that is silent for so long may allocate once when it speaks again.
    static let restDelay = Duration.seconds(10)

    /// A connection that was at rest moves: look at it later.
    func watchForRest(_ connection: Connection) {
        if stirring.isEmpty { schedule(after: Self.restDelay) { self.lookForRest() } }
        stirring.append(connection)
    }

    /// Has those at rest give memory back.
    func lookForRest() {
        let watched = stirring.filter { $0.rest(on: self) }
        stirring = watched
        if !watched.isEmpty { schedule(after: Self.restDelay) { self.lookForRest() } }
    }
}
