import Glibc
import Testing

@testable import Transport

@Suite struct ListenerTests {
    @Test("port 0 becomes a real one, the same on every loop, and connections come to more than one loop")
    func spread() async throws {
        try await withLoops(2) { group in
            let (loops, continuation) = AsyncStream.makeStream(of: ObjectIdentifier.self)
            let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
                continuation.yield(ObjectIdentifier(loop))
            }
            #expect(server.address.port != 0)
            for _ in 0..<64 { _ = try await group.next().dial(server.address) }
            // The system chooses by the client's port: all 64 on one side has a chance of 2^-63.
            var seen: Set<ObjectIdentifier> = []
            for await loop in loops.prefix(64) { seen.insert(loop) }
            #expect(seen == Set(group.loops.map(ObjectIdentifier.init)))
        }
    }

    @Test("a second server at the same port is refused, although the loops of one share it")
    func addressInUse() async throws {
        try await withEchoServer(loops: 2) { group, address in
            await #expect(throws: ListenError.addressInUse(address)) {
                try await ListenerGroup(at: address, on: group) { _, _ in }
            }
        }
    }

    @Test("an address of another machine is refused")
    func foreignAddress() async throws {
        let address = try #require(SocketAddress(host: "192.0.2.1", port: 0))
        try await withLoops { group in
            await #expect(throws: ListenError.addressNotAvailable(address)) {
                try await ListenerGroup(at: address, on: group) { _, _ in }
            }
        }
    }

    @Test("after stop nobody is let in, and those inside live on; the port is free")
    func stopping() async throws {
        try await withLoops(2) { group in
            let server = try await ListenerGroup(at: .loopback(), on: group) { $0.start(Echo(), on: $1) }
            let remote = try await group.next().dial(server.address)
            await remote.write([1])
            #expect(await remote.bytes(1) == [1])
            await server.stop()
            await server.stop()
            await #expect(throws: ConnectError.refused(server.address.description)) {
                try await group.next().dial(server.address)
            }
            await remote.write([2])
            #expect(await remote.bytes(1) == [2])
            let again = try await ListenerGroup(at: server.address, on: group) { _, _ in }
            await again.stop()
        }
    }

    @Test("stop takes in whoever waits at the door")
    func stopTakesInThoseWaiting() async throws {
        try await withLoops { group in
            let loop = group.next()
            let server = try await ListenerGroup(at: .loopback(), on: group) { $0.start(Echo(), on: $1) }
            // The loop is held while the system completes a connection, which therefore is not accepted yet.
            let dialled = try await loop.run { loop in
                let socket = try Socket(family: server.address.family)
                if socket.connect(to: server.address) == .inProgress {
                    var entry = pollfd(fd: socket.descriptor.number, events: Int16(POLLOUT), revents: 0)
                    while poll(&entry, 1, -1) < 0, errno == EINTR {}
                }
                for watcher in loop.watchers.all { (watcher as? Listener)?.stop(on: loop) }
                return loop.record(Connection(socket, peer: server.address))
            }
            await dialled.write([5])
            #expect(await dialled.bytes(1) == [5])
        }
    }

    @Test("without descriptors accepting pauses instead of spinning, and goes on when there are some")
    func outOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            let group = EventLoopGroup(count: 1)
            let loop = group.next()
            let (accepted, continuation) = AsyncStream.makeStream(of: Void.self)
            let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
                connection.start(Echo(), on: loop)
                continuation.yield()
            }
            let clients = try (0..<10).map { _ in try RawClient(of: server.address) }
            var before = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            // Every descriptor up to the limit is in use: the lowest free one is the limit.
            let probe = try Socket(family: server.address.family).descriptor.number
            var low = rlimit(rlim_cur: rlim_t(probe), rlim_max: before.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &low)

            await loop.run { loop in
                let passes = Passes()
                loop.attach(passes)
                loop.afterFlush { passes.count += 1 }
            }
            for client in clients { client.connect() }
            // Two pauses long.
            await withCheckedContinuation { continuation in
                Task {
                    await loop.run { loop in _ = loop.schedule(after: .milliseconds(250)) { continuation.resume() } }
                }
            }
            let passes = await loop.run { $0.attached(Passes.self)?.count ?? 0 }
            precondition(passes < 50, "\(passes) passes while nothing could be accepted")
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            var iterator = accepted.makeAsyncIterator()
            for _ in clients { _ = await iterator.next() }
            await group.shutDown()
        }
    }
}

private final class Passes { var count = 0 }
