import CSV
import TestSupport
import Testing

@Suite("CSV writer") struct CSVWriterTests {
    private func written(_ records: [[String]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for record in records { CSVWriter.append(record, to: &bytes) }
        return bytes
    }

    private func text(_ record: [String]) -> String { String(decoding: written([record]), as: UTF8.self) }

    @Test("cells are quoted where a reader needs it")
    func quoting() {
        #expect(text(["a", "", "b c", "1"]) == "a,,b c,1\r\n")
        #expect(
            text(["a,b", "a;b", "a\tb", "say \"hi\"", "a\r\nb"])
                == "\"a,b\",\"a;b\",\"a\tb\",\"say \"\"hi\"\"\",\"a\r\nb\"\r\n")
        #expect(text([" a", "a "]) == "\" a\",\"a \"\r\n")
        #expect(text([""]) == "\"\"\r\n")
        #expect(text([]) == "\r\n")
    }

    @Test(
        "what a spreadsheet would take for a formula gets an apostrophe",
        arguments: [
            "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", " \u{A0}=1", "=", "+", "-", "@", "\t",
            "=HYPERLINK(\"https://example.com\")", "+49 30 901820", "-", "--5", "+1.2.3", "-.5", "+5.", "＝1", "＋1",
            "－1", "＠a",
            "-5e3", " +14155550123", "+14155550123 ", "=cmd|' /C calc'!A0",
        ])
    func guarded(cell: String) { #expect(CSVWriter.guarded(cell) == "'" + cell) }

    @Test(
        "text, numbers and E.164 stay as they are",
        arguments: [
            "", " ", "a=b", "1-2", "+14155550123", "-12.5", "+0.5", "12", "'=1", "\"=1\"", "é", "a\t=1", "(=1)",
        ])
    func unguarded(cell: String) { #expect(CSVWriter.guarded(cell) == cell) }

    @Test("what is written is read again, cell by cell", arguments: 0..<200)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = [
            "a", "1", ",", ";", "\t", "\"", "\r", "\n", "\r\n", " ", "=", "+", "-", "@", "'", "é", "\u{FEFF}", "x",
        ]
        let columns = Int.random(in: 1...5, using: &random)
        let rows = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            (0..<columns).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
                    .joined()
            }
        }
        // The header settles the separator.
        let records = [(0..<columns).map { "h\($0)" }] + rows
        let table = Table([CSVWriter.byteOrderMark + written(records)])
        #expect(table.error == nil && table.faults.allSatisfy { $0 == nil }, "seed \(seed)")
        #expect(table.fields == records.map { $0.map(CSVWriter.guarded) }, "seed \(seed)")
        for cell in table.fields.joined() {
            #expect(CSVWriter.guarded(cell) == cell, "seed \(seed): a guarded cell is safe")
        }
    }
}
