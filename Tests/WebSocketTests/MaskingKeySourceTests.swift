import Testing

@testable import WebSocket

@Suite("Where masking keys come from")
struct MaskingKeySourceTests {
    private func keys(_ source: consuming MaskingKeySource, _ count: Int) -> [MaskingKey] {
        var source = source
        var keys: [MaskingKey] = []
        for _ in 0..<count { keys.append(source.next()) }
        return keys
    }

    @Test("a fixed key is the same each time, in wire order")
    func fixed() {
        #expect(
            keys(.fixed(0x37FA_213D), 2) == [MaskingKey(0x37, 0xFA, 0x21, 0x3D), MaskingKey(0x37, 0xFA, 0x21, 0x3D)])
    }

    @Test("a seed gives the same series each time, and another seed another")
    func seeded() {
        #expect(keys(.seeded(7), 100) == keys(.seeded(7), 100))
        #expect(keys(.seeded(7), 100) != keys(.seeded(8), 100))
        #expect(Set(keys(.seeded(7), 1000)).count == 1000)
    }

    @Test("random keys differ, also where the pool is filled anew after 1024 of them")
    func random() {
        let all = keys(.random(), 3000)
        // 3000 of 2^32: one pair alike has a chance of one in a thousand, ten pairs none.
        #expect(Set(all).count > 2990)
        #expect(all[..<1024] != all[1024..<2048])
    }
}
