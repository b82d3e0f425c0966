import Testing

@testable import Bridge

@Suite("Held audio") struct HeldAudioTests {
    @Test("frames come out in the order they went in, and only once")
    func order() {
        var held = HeldAudio(frameLimit: 3, byteLimit: 100)
        for byte in 1...3 as ClosedRange<UInt8> { #expect(held.hold([byte].span) == 0) }
        #expect(held.takeAll().frames == [[1], [2], [3]])
        #expect(held.takeAll().frames.isEmpty)
    }

    @Test("beyond the number of frames the oldest goes")
    func frameLimit() {
        var held = HeldAudio(frameLimit: 2, byteLimit: 100)
        _ = held.hold([1].span)
        _ = held.hold([2].span)
        #expect(held.hold([3].span) == 1)
        #expect(held.frames == [[2], [3]])
    }

    @Test("beyond the number of bytes as many of the oldest go as are needed")
    func byteLimit() {
        var held = HeldAudio(frameLimit: 100, byteLimit: 10)
        for _ in 0..<5 { _ = held.hold([0, 0].span) }
        #expect(held.hold([1, 1, 1, 1, 1].span) == 3)
        #expect(held.frames.count == 3)
        #expect(held.takeAll().frames.last == [1, 1, 1, 1, 1])
        #expect(held.hold([UInt8](repeating: 2, count: 10).span) == 0)
    }

    @Test("a frame larger than everything together is given up at once, and nothing for it")
    func tooLarge() {
        var held = HeldAudio(frameLimit: 100, byteLimit: 4)
        _ = held.hold([1].span)
        #expect(held.hold([0, 0, 0, 0, 0].span) == 1)
        #expect(held.frames == [[1]])
        var none = HeldAudio(frameLimit: 0, byteLimit: 4)
        #expect(none.hold([1].span) == 1)
    }
}
