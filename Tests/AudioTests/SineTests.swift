import Foundation  // for the sine to compare with
import Testing

@testable import Audio

@Suite struct SineTests {
    @Test("is the sine, to the nearest whole number")
    func values() {
        for step in -8_000...16_000 {
            let exact = sin(2 * .pi * Double(step) / 8_000) * Double(Sine.scale)
            #expect(abs(Double(Sine.value(at: step)) - exact) <= 0.500_001, "step \(step)")
        }
        #expect([0, 2_000, 4_000, 6_000, 8_000].map { Sine.value(at: $0) } == [0, Sine.scale, 0, -Sine.scale, 0])
    }

    @Test("a fade goes from nothing to all of it, and never back")
    func fade() {
        let gains = (0...24).map { Sine.fade($0, of: 24) }
        #expect(gains.first == 0)
        #expect(gains.last == Sine.scale)
        #expect(zip(gains, gains.dropFirst()).allSatisfy(<))
        #expect(abs(gains[12] - Sine.scale / 2) <= 2)
        #expect(Sine.fade(-1, of: 24) == 0)
        #expect(Sine.fade(25, of: 24) == Sine.scale)
    }
}
