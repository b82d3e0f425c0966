import Glibc
import TestSupport
import Testing

@testable import Transport

@Suite struct ConnectionTests {
    @Test("bytes come back whole, however they are cut", arguments: [1, 2, 3, 7, 64, 1000, 65_536, 1_000_000])
    func echo(pieceLength: Int) async throws {
        let sent = pattern(min(pieceLength * 50, 1_000_000))
        try await withEchoServer { group, address in
            let remote = try await group.next().dial(address)
            for start in stride(from: 0, to: sent.count, by: pieceLength) {
                await remote.write(Array(sent[start..<min(start + pieceLength, sent.count)]))
            }
            #expect(await remote.bytes(sent.count) == sent)
            await remote.close()
            #expect(await remote.closed() == .some(nil))
        }
    }

    @Test("a serializer appends behind what waits, and all of a pass leaves together")
    func appending() async throws {
        try await withEchoServer { group, address in
            let remote = try await group.next().dial(address)
            await remote.with { connection, loop in
                connection.write(Array("one ".utf8).span, on: loop)
                connection.write(on: loop) { $0 += Array("two ".utf8) }
                connection.write([UInt8]().span, on: loop)
                connection.write(Array("three".utf8).span, on: loop)
                #expect(connection.queuedByteCount == 13)
            }
            #expect(await remote.bytes(13) == Array("one two three".utf8))
        }
    }

    @Test("16 MiB pass a slow reader: congestion is told once each way, and the memory is given back")
    func slowReader() async throws {
        let sent = pattern(16 << 20)
        try await withPair { client, server in
            await server.with { $0.setReading(false, on: $1) }
            await client.write(sent)
            var heard = client.heard.makeAsyncIterator()
            #expect(await heard.next() == .congested(true))
            await server.with { $0.setReading(true, on: $1) }
            #expect(await server.bytes(sent.count) == sent)
            #expect(await heard.next() == .congested(false))
            await client.with { connection, _ in
                #expect(connection.queuedByteCount == 0)
                #expect(connection.outbound.capacity <= OutboundQueue.keptByteCount)
            }
        }
    }

    @Test("nothing is received between pausing and resuming")
    func pausing() async throws {
        try await withPair { client, server in
            await server.with { $0.setReading(false, on: $1) }
            await client.write([1, 2, 3])
            await server.waitUntilReadable()
            await server.with { connection, loop in
                #expect(!connection.isReading)
                connection.setReading(true, on: loop)
            }
            #expect(await server.bytes(3) == [1, 2, 3])
        }
    }

    @Test("close sends what is queued first; the peer's end comes after it, and both sides hear the end once")
    func closing() async throws {
        let sent = pattern(3 << 20)
        try await withPair { client, server in
            await client.with { connection, loop in
                connection.write(sent.span, on: loop)
                connection.close(on: loop)
                connection.write([9].span, on: loop)
                connection.close(on: loop)
            }
            #expect(await server.bytesUntilEnd() == sent)
            await server.close()
            #expect(await server.closed() == .some(nil))
            #expect(await client.closed() == .some(nil))
        }
    }

    @Test("after the peer's end we may still send")
    func halfClosed() async throws {
        try await withPair { client, server in
            await client.with { connection, _ in connection.socket?.shutDownWriting() }
            #expect(await server.bytesUntilEnd() == [])
            await server.write([4, 5])
            #expect(await client.bytes(2) == [4, 5])
        }
    }

    @Test("a peer that does not end after our close is left after a moment")
    func lingering() async throws {
        try await withPair { client, server in
            await client.with { connection, loop in
                connection.lingeringLimit = .milliseconds(20)
                connection.close(on: loop)
            }
            #expect(await client.closed() == .some(nil))
        }
    }

    @Test("abort ends it without an error; the peer sees a reset or an end")
    func aborting() async throws {
        try await withPair { client, server in
            await client.with { connection, loop in
                connection.write([1].span, on: loop)
                connection.abort(on: loop)
                connection.write([2].span, on: loop)
            }
            #expect(await client.closed() == .some(nil))
            #expect(await server.bytesUntilEnd() == [])
        }
    }

    @Test("a reset is an error with its number")
    func reset() async throws {
        try await withPair { client, server in
            // Closing a socket with unread bytes resets the connection.
            await client.with { $0.setReading(false, on: $1) }
            await server.write([1])
            await client.waitUntilReadable()
            await client.with { $0.abort(on: $1) }
            #expect(await server.closed() == .some(.system(operation: "recv", errno: ECONNRESET)))
        }
    }

    @Test("a reset is noticed although reading is paused")
    func resetWhilePaused() async throws {
        try await withPair { client, server in
            await server.with { $0.setReading(false, on: $1) }
            await client.with { $0.setReading(false, on: $1) }
            await server.write([1])
            await client.waitUntilReadable()
            await client.with { $0.abort(on: $1) }
            #expect(await server.closed() == .some(.system(operation: "recv", errno: ECONNRESET)))
        }
    }

    @Test("what the peer said last is heard although writing to it fails")
    func lastWords() async throws {
        try await withPair { client, server in
            await server.with { $0.setReading(false, on: $1) }
            await client.with { $0.setReading(false, on: $1) }
            await server.write([1])
            await client.waitUntilReadable()
            await client.write([7, 8, 9])
            await server.waitUntilReadable()
            await server.with { connection, loop in
                // At the end of this pass the client's side closes first; then sending fails here.
                loop.references[client.reference]?.abort(on: loop)
                connection.setReading(true, on: loop)
                connection.write([0].span, on: loop)
            }
            #expect(await server.bytes(3) == [7, 8, 9])
            #expect(await server.closed() == .some(.system(operation: "send", errno: ECONNRESET)))
        }
    }

    @Test("a peer that takes nothing for too long is given up")
    func stalling() async throws {
        try await withPair { client, server in
            await server.with { $0.setReading(false, on: $1) }
            await client.with { connection, loop in
                connection.stallLimit = .milliseconds(50)
                connection.write(pattern(16 << 20).span, on: loop)
            }
            #expect(await client.closed() == .some(.writeStalled))
        }
    }

    @Test("a delegate is never called from within its own call of the connection")
    func noReentrance() async throws {
        try await withLoops { group in
            let (reports, continuation) = AsyncStream.makeStream(of: String.self)
            let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
                connection.start(Reentrant(continuation), on: loop)
            }
            let remote = try await group.next().dial(server.address)
            await remote.with { $0.setReading(false, on: $1) }
            await remote.write([1])
            var heard: [String] = []
            for await report in reports { heard.append(report) }
            #expect(heard == ["received", "congested", "closed"])
        }
    }

    @Test("a connection closed by another's event hears nothing of its own in the same pass")
    func staleEvents() async throws {
        try await withLoops { group in
            let (accepted, continuation) = AsyncStream.makeStream(of: LoopReference<Connection>.self)
            let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
                continuation.yield(loop.references.add(connection))
            }
            let loop = group.next()
            let remotes = [try await loop.dial(server.address), try await loop.dial(server.address)]
            var iterator = accepted.makeAsyncIterator()
            let pair = [try #require(await iterator.next()), try #require(await iterator.next())]
            for remote in remotes { await remote.write([1]) }
            let (reports, reporter) = AsyncStream.makeStream(of: String.self)
            await loop.run { loop in
                let connections = pair.compactMap { loop.references[$0] }
                for connection in connections {
                    connection.waitUntilReadable()
                    connection.start(Killer(of: connections, reporter), on: loop)
                }
            }
            var heard: [String] = []
            for await report in reports { heard.append(report) }
            #expect(heard == ["received", "closed", "closed"])
        }
    }

    @Test("letting go of a connection that was never started closes it")
    func neverStarted() async throws {
        try await withLoops { group in
            let server = try await ListenerGroup(at: .loopback(), on: group) { _, _ in }
            let remote = try await group.next().dial(server.address)
            #expect(await remote.bytesUntilEnd() == [])
        }
    }

    @Test("a connection that was never started can say something and close")
    func refusal() async throws {
        try await withLoops { group in
            let server = try await ListenerGroup(at: .loopback(), on: group) { connection, loop in
                connection.write(Array("no".utf8).span, on: loop)
                connection.close(on: loop)
            }
            let remote = try await group.next().dial(server.address)
            #expect(await remote.bytesUntilEnd() == Array("no".utf8))
        }
    }

    @Test("when the loop goes down its connections hear of it")
    func loopEnds() async throws {
        let group = EventLoopGroup(count: 1)
        let server = try await ListenerGroup(at: .loopback(), on: group) { $0.start(Echo(), on: $1) }
        let remote = try await group.next().dial(server.address)
        await group.shutDown()
        #expect(await remote.closed() == .some(.loopEnded))
    }

    @Test("a thousand connections leave no descriptor behind")
    func descriptors() async {
        // In a process of its own: other tests open descriptors too.
        await #expect(processExitsWith: .success) {
            try await withEchoServer(loops: 2) { group, address in
                try await openAndCloseAHundred(address, on: group)
                let before = try await descriptorCount(settling: group)
                for _ in 0..<10 { try await openAndCloseAHundred(address, on: group) }
                let after = try await descriptorCount(settling: group)
                precondition(after == before, "\(before) descriptors became \(after)")
            }
        }
    }
}

private func openAndCloseAHundred(_ address: SocketAddress, on group: EventLoopGroup) async throws {
    let remotes = try await withThrowingTaskGroup { tasks in
        for _ in 0..<100 { tasks.addTask { try await group.next().dial(address) } }
        return try await tasks.reduce(into: []) { $0.append($1) }
    }
    for remote in remotes { await remote.write([1]) }
    for (index, remote) in remotes.enumerated() {
        let echoed = await remote.bytes(1)
        precondition(echoed == [1])
        await remote.with { index.isMultiple(of: 2) ? $0.close(on: $1) : $0.abort(on: $1) }
    }
    for remote in remotes {
        let closed = await remote.closed()
        precondition(closed == .some(nil))
    }
}

/// Counts once no loop watches a connection any more: the server's ends end a little later than ours.
private func descriptorCount(settling group: EventLoopGroup) async throws -> Int {
    for loop in group.loops {
        while await loop.run({ loop in loop.watchers.all.contains { $0 is Connection } }) { await Task.yield() }
    }
    guard let directory = opendir("/proc/self/fd") else { throw SystemError(operation: "opendir", code: errno) }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
}

/// Writes, is congested and closes from within `received`, and reports calls that come while another is running.
private final class Reentrant: ConnectionDelegate {
    private let reports: AsyncStream<String>.Continuation
    private var isBusy = false

    init(_ reports: AsyncStream<String>.Continuation) { self.reports = reports }

    private func report(_ name: String) { reports.yield(isBusy ? name + " within a call" : name) }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        report("received")
        isBusy = true
        connection.write([UInt8](repeating: 0, count: 16 << 20).span, on: loop)
        connection.setReading(false, on: loop)
        isBusy = false
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) { report("end") }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {
        report("congested")
        isBusy = true
        connection.abort(on: loop)
        isBusy = false
    }

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        report("closed")
        reports.finish()
    }
}

/// Aborts all connections as soon as one of them receives something.
private final class Killer: ConnectionDelegate {
    private let connections: [Connection]
    private let reports: AsyncStream<String>.Continuation

    init(of connections: [Connection], _ reports: AsyncStream<String>.Continuation) {
        self.connections = connections
        self.reports = reports
    }

    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        reports.yield("received")
        for connection in connections { connection.abort(on: loop) }
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) { reports.yield("end") }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {}

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        reports.yield("closed")
        if connection === connections.last { reports.finish() }
    }
}
