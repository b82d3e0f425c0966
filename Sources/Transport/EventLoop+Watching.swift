import Glibc

extension EventLoop {
    /// Calls the watcher when the descriptor is ready. The loop holds the watcher until `stopWatching`.
    func watch(_ descriptor: Int32, for interest: Epoll.Readiness, _ watcher: any Watcher) throws(SystemError) -> Watch
    {
        // A loop that goes down waits for nothing any more.
        guard phase == .running else { throw SystemError(operation: "watch", code: ECANCELED) }
        let watch = watchers.add(watcher, for: descriptor)
        do {
            try epoll.add(descriptor, for: interest, key: watch.key)
        } catch {
            watchers.remove(watch)
            throw error
        }
        return watch
    }

    /// Waits for something else on a watched descriptor.
    func change(_ watch: Watch, to interest: Epoll.Readiness) throws(SystemError) {
        try epoll.change(watch.descriptor, to: interest, key: watch.key)
    }

    /// Forgets a descriptor; before it is closed, or the system would go on reporting it through a copy.
    func stopWatching(_ watch: Watch) {
        epoll.remove(watch.descriptor)
        watchers.remove(watch)
    }

    /// Has a connection looked after at the end of this pass. The connection sees to it that it is listed once.
    func lookAfter(_ connection: Connection) {
        dirty.append(connection)
        // There are no more passes: a job does it.
        if phase == .ended { Task { self.flushAll() } }
    }
}
