import Telemetry
import Testing

@Suite("Violations")
struct ViolationsTests {
    private let capture = LogCapture()
    private let start = ContinuousClock.now

    private func violations() -> Violations { Violations(log: Log(sink: capture)) }

    @Test("each kind is counted by itself")
    func counts() {
        let violations = violations()
        violations.record("http_nul_byte", by: "192.0.2.1", at: start)
        violations.record("http_nul_byte", by: "192.0.2.2", at: start)
        violations.record("http_silent", by: "192.0.2.1", at: start)
        #expect(violations.count(of: "http_nul_byte") == 2)
        #expect(violations.count(of: "http_missing_host") == 0)
        #expect(violations.counts == ["http_nul_byte": 2, "http_silent": 1])
    }

    @Test("a kind is logged at once, then at most once a second, with how many there were since")
    func lines() {
        let violations = violations()
        for millisecond in 0..<2500 {
            violations.record("http_nul_byte", by: "192.0.2.1", at: start + .milliseconds(millisecond))
        }
        let told = capture.lines.map { line in line.split(separator: #""count":""#).last?.prefix { $0 != "\"" } }
        #expect(told == ["1", "1000", "1000"])
        #expect(violations.count(of: "http_nul_byte") == 2500)
    }

    @Test("one kind does not silence another, and a line says kind, count and address")
    func kinds() {
        let violations = violations()
        violations.record("http_nul_byte", by: "192.0.2.1", at: start)
        violations.record("websocket_invalid_utf8", by: "192.0.2.2", at: start)
        #expect(capture.lines.count == 2)
        let line = #""message":"peer broke the rules","kind":"websocket_invalid_utf8","count":"1","peer":"192.0.2.2"}"#
        #expect(capture.lines.last?.contains(line) == true)
    }

    @Test("counts from many threads add up")
    func threads() async {
        let violations = violations()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { violations.record("http_silent", by: "192.0.2.1", at: .now) } }
            }
        }
        #expect(violations.count(of: "http_silent") == 8000)
    }
}
