import Testing

@testable import Transport

@Suite struct WatchersTests {
    @Test("an event of a descriptor that was closed does not reach the next owner of its number")
    func staleEvents() {
        var watchers = Watchers()
        let (first, second) = (Silent(), Silent())
        let stale = watchers.add(first, for: 7)
        watchers.remove(stale)
        let current = watchers.add(second, for: 7)
        #expect(watchers[stale] == nil)
        #expect(watchers[current] === second)
        watchers.remove(stale)
        #expect(watchers[current] === second)
    }

    @Test("the key that travels through epoll names the same watch")
    func keys() {
        let watch = Watch(descriptor: 1_000_000, generation: 0xfedc_ba98)
        #expect(Watch(key: watch.key) == watch)
        #expect(Watch(key: EventLoop.bellKey).descriptor == -1)
    }

    @Test("all are found, however far apart their numbers")
    func all() {
        var watchers = Watchers()
        _ = watchers.add(Silent(), for: 3)
        _ = watchers.add(Silent(), for: 900)
        #expect(watchers.all.count == 2)
    }
}

private final class Silent: Watcher {
    func ready(_ readiness: Epoll.Readiness, on loop: isolated EventLoop) {}
    func loopWillEnd(on loop: isolated EventLoop) {}
}
