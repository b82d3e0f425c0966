import FoundationEssentials
import Telemetry
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test("every millisecond is written as itself")
    func milliseconds() {
        for millisecond in 0..<1000 {
            let date = Date(timeIntervalSince1970: 1_773_655_200 + Double(millisecond) / 1000)
            let digits = String(String(1000 + millisecond).dropFirst())
            #expect(Timestamp.text(date) == "2026-03-16T10:00:00.\(digits)Z")
        }
    }
}
