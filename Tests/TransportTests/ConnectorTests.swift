import Glibc
import Testing

@testable import Transport

@Suite struct ConnectorTests {
    @Test("a name is looked up and its addresses are tried until one answers")
    func name() async throws {
        try await withEchoServer { group, address in
            let loop = group.next()
            let remote = try await loop.dial(host: "localhost", port: address.port)
            await remote.write([1])
            #expect(await remote.bytes(1) == [1])
        }
    }

    @Test("a port where nobody listens refuses")
    func refused() async throws {
        try await withLoops { group in
            let server = try await ListenerGroup(at: .loopback(), on: group) { _, _ in }
            await server.stop()
            await #expect(throws: ConnectError.refused(server.address.description)) {
                try await group.next().dial(server.address)
            }
        }
    }

    @Test("a port that is none is no address", arguments: [-1, 0, 65_536])
    func malformedPort(port: Int) async throws {
        try await withLoops { group in
            await #expect(throws: ConnectError.malformedURL("127.0.0.1:\(port)")) {
                try await group.next().dial(host: "127.0.0.1", port: port)
            }
        }
    }

    @Test("an address that the policy forbids is not dialled")
    func policy() async throws {
        try await withEchoServer { group, address in
            await #expect(throws: ConnectError.addressNotAllowed("127.0.0.1")) {
                try await group.next().dial(host: "127.0.0.1", port: address.port) { !$0.isLoopback }
            }
            await #expect(throws: ConnectError.addressNotAllowed("localhost")) {
                try await group.next().dial(host: "localhost", port: address.port) { !$0.isLoopback }
            }
        }
    }

    @Test("a listener whose queue is full is given up at the deadline")
    func deadline() async throws {
        try await withFullListener { group, address in
            let start = ContinuousClock.now
            await #expect(throws: ConnectError.timedOut) {
                try await group.next().dial(address, deadline: .milliseconds(50))
            }
            #expect(ContinuousClock.now - start >= .milliseconds(50))
        }
    }

    @Test("cancelling the task ends the attempt, and leaves nothing watched")
    func cancellation() async throws {
        try await withFullListener { group, address in
            let loop = group.next()
            let dialling = Task { try await loop.dial(address, deadline: .seconds(600)) }
            while await loop.run({ $0.watchers.all.isEmpty }) { await Task.yield() }
            dialling.cancel()
            await #expect(throws: ConnectError.cancelled) { try await dialling.value }
            #expect(await loop.run { $0.watchers.all.isEmpty && $0.timers.count == 0 })
        }
    }

    @Test("a task that was cancelled before it dials does not dial")
    func cancelledBefore() async throws {
        try await withFullListener { group, address in
            let loop = group.next()
            let dialling = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await loop.dial(address, deadline: .seconds(600))
            }
            await #expect(throws: ConnectError.cancelled) { try await dialling.value }
        }
    }

    @Test("when the loop goes down the attempt ends")
    func loopEnds() async throws {
        try await withFullListener { _, address in
            let group = EventLoopGroup(count: 1)
            let loop = group.next()
            let dialling = Task { try await loop.dial(address, deadline: .seconds(600)) }
            while await loop.run({ $0.watchers.all.isEmpty }) { await Task.yield() }
            await group.shutDown()
            await #expect(throws: ConnectError.cancelled) { try await dialling.value }
        }
    }
}

extension EventLoop {
    fileprivate func dial(
        host: String, port: Int, policy: Connector.Policy? = nil
    ) async throws(ConnectError) -> Remote {
        record(
            try await Connector.connect(
                host: host, port: port, deadline: .patient, policy: policy, on: self))
    }
}
