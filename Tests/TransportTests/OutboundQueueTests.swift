import Testing

@testable import Transport

@Suite struct OutboundQueueTests {
    private func contents(_ queue: borrowing OutboundQueue) -> [UInt8] { queue.withBytes { Array($0) } }

    @Test("what was sent is skipped, what was not stays in order")
    func partialWrites() {
        var queue = OutboundQueue()
        queue.append([1, 2, 3].span)
        queue.append { $0 += [4, 5] }
        #expect(contents(queue) == [1, 2, 3, 4, 5])
        queue.consume(2)
        #expect(contents(queue) == [3, 4, 5])
        queue.append([6].span)
        #expect(contents(queue) == [3, 4, 5, 6])
        #expect(queue.count == 4)
        queue.consume(4)
        #expect(queue.isEmpty)
        #expect(contents(queue) == [])
    }

    @Test("a queue that drains keeps a little memory and gives a lot back")
    func memory() {
        var queue = OutboundQueue()
        queue.append([UInt8](repeating: 1, count: 1000).span)
        queue.consume(1000)
        let kept = queue.capacity
        #expect(kept >= 1000)
        queue.append([UInt8](repeating: 2, count: 900).span)
        #expect(queue.capacity == kept)
        queue.append([UInt8](repeating: 3, count: 1 << 20).span)
        queue.consume(queue.count)
        #expect(queue.capacity == 0)
    }

    @Test("a queue that never quite drains does not grow for ever")
    func compaction() {
        var queue = OutboundQueue()
        let piece = [UInt8](repeating: 7, count: 10_000)
        for round in 0..<10_000 {
            queue.append(piece.span)
            if round > 0 { queue.consume(10_000) }
        }
        #expect(contents(queue) == piece)
        #expect(queue.capacity < 200_000)
    }
}
