import FoundationEssentials
import Synchronization
import Testing

@testable import Calls

@Suite("Identifiers")
struct IDSourceTests {
    @Test("four bytes are the second, five the source's own, three count")
    func layout() {
        let ids = IDSource(now: { Date(timeIntervalSince1970: 0x69B7_D360) }, random: 0xFFFF_0102_0304_05FF)
        #expect(ids.next().hex == "69b7d360" + "02030405ff" + "000000")
        #expect(ids.next().hex == "69b7d360" + "02030405ff" + "000001")
        #expect(RecordID(ids.next().hex) != nil)
    }

    @Test("they rise strictly, whatever the clock does")
    func order() {
        let clock = Mutex(1_000.0)
        let ids = IDSource(now: { Date(timeIntervalSince1970: clock.withLock { $0 }) }, random: 1)
        var made: [RecordID] = []
        for seconds in [1_000.0, 1_000, 1_001, 500, 500, -5, 1_001, 1_002, 1e18] {
            clock.withLock { $0 = seconds }
            made.append(ids.next())
        }
        #expect(made == made.sorted())
        #expect(Set(made).count == made.count)
    }

    @Test("a full counter borrows the next second")
    func fullCounter() {
        let ids = IDSource(now: { Date(timeIntervalSince1970: 16) }, random: 0, lastCount: 2)
        let made = (0..<4).map { _ in ids.next().hex }
        #expect(made.last == "00000011" + "0000000000" + "000000")
        #expect(made == made.sorted())
    }

    @Test("only 24 lower-case hex digits are an identifier", arguments: ["", "65f5", "65F5A1B2C3D4E5F6A7B8C9D0"])
    func refused(text: String) {
        #expect(RecordID(text) == nil)
        #expect(RecordID("65f5a1b2c3d4e5f6a7b8c9d0")?.description == "65f5a1b2c3d4e5f6a7b8c9d0")
    }
}
