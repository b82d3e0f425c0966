import FoundationEssentials
import Telemetry
import Testing

@Suite("Log lines")
struct LogTests {
    private let capture = LogCapture()

    private func log(level: Log.Level = .debug) -> Log {
        Log(level: level, sink: capture) { Date(timeIntervalSince1970: 1_773_655_200.123) }
    }

    private struct Line: Decodable, Equatable {
        var time: String
        var level: String
        var message: String
        var value: String?
    }

    private func lastLine() throws -> Line {
        try JSONDecoder().decode(Line.self, from: Data(try #require(capture.lines.last).utf8))
    }

    @Test("a line is one JSON object with its time, level, message, carried fields and own fields in order")
    func wholeLine() {
        log().with("callId", "65f5").warning("stream lost", ("code", "1006"))
        #expect(
            capture.lines == [
                #"{"time":"2026-03-16T10:00:00.123Z","level":"warning","message":"stream lost","callId":"65f5","#
                    + #""code":"1006"}"# + "\n"
            ])
    }

    @Test("a log that carries a field leaves the one it came from as it was")
    func carriedFieldsBelongToTheCopy() {
        let plain = log()
        _ = plain.with("callId", "65f5")
        plain.info("started")
        #expect(!capture.lines[0].contains("callId"))
    }

    @Test("lines below the level are not written")
    func levels() {
        let quiet = log(level: .warning)
        quiet.info("no")
        quiet.write(.debug, "no")
        quiet.error("yes")
        #expect(capture.lines.count == 1)
        Log.silent.error("nowhere")
    }

    @Test(
        "what would break a line or move a terminal is escaped and comes back whole",
        arguments: ["a\r\nb", "\u{1B}[2J", "\u{0}", "\"quoted\" \\ back", "\u{9B}31m", "\u{2028}", "\u{7F}", "é 🎧"])
    func escaping(value: String) throws {
        log().info("heard", ("value", value))
        let line = try #require(capture.lines.last)
        #expect(line.unicodeScalars.dropLast().allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
        #expect(line.filter { $0.isNewline }.count == 1)
        #expect(try lastLine().value == value)
    }

    @Test("a value is cut at 256 bytes, never inside a character's code point")
    func cut() throws {
        log().info("long", ("value", String(repeating: "x", count: 300)))
        #expect(try lastLine().value == String(repeating: "x", count: 256) + "…")
        log().info("long", ("value", "x" + String(repeating: "é", count: 200)))
        #expect(try lastLine().value == "x" + String(repeating: "é", count: 127) + "…")
        log().info("fits", ("value", String(repeating: "x", count: 256)))
        #expect(try lastLine().value == String(repeating: "x", count: 256))
    }

    @Test(
        "a phone number is recognisable and cannot be called",
        arguments: [
            ("+14155550123", "+1415•••0123"), ("+4420794601", "+4420•••4601"), ("+44207946", "•••46"), ("911", "•••"),
            ("", "•••"),
        ])
    func phoneNumbers(number: String, shown: String) {
        #expect(redacted(phoneNumber: number) == shown)
    }
}
