/// Memory of connections on which nothing moves. Buffers are kept from frame to frame, so that a call in progress allocates
/// nothing; thousands that say nothing must not keep what one busy moment of each took. It is the process's to use again;
/// the system gets it back only where the allocator finds it at the end of its heap.
extension Connection {
    /// Something moves.
    func stir(on loop: isolated EventLoop) {
        hasMoved = true
        guard !isWatchedForRest else { return }
        isWatchedForRest = true
        loop.watchForRest(self)
    }

    /// Gives back what is not needed where nothing has moved since the last call. Says whether it is to be watched on.
    func rest(on loop: isolated EventLoop) -> Bool {
        if case .closed = phase { return false }
        if hasMoved {
            hasMoved = false
            return true
        }
        isWatchedForRest = false
        outbound.giveBackMemory()
        secure?.giveBackMemory()
        delegate?.connectionRests(self, on: loop)
        return false
    }
}
