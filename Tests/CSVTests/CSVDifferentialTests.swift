import CSV
import Foundation
import TestSupport
import Testing

/// The same tables, read by Python's `csv` module and by us.
@Suite("Beside Python's csv", .enabled(if: PythonPeer.isInstalled("h11"), "scripts/python-peers makes Python ready"))
struct CSVDifferentialTests {
    @Test("well-formed and sloppy tables are read as Python reads them")
    func tables() async throws {
        var random = SeededGenerator(seed: 4180)
        let pieces = [
            "a", "bc", ",", ",", "\"", "\"\"", "\",\"", "\"\r\n\"", "\r\n", "\n", "\r", " ", "é", "\n\n", "\"x\"",
        ]
        let tables = (0..<2000).map { _ in
            // The header settles the separator.
            "h,i\n"
                + (0..<Int.random(in: 0...14, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        let directory = try TestSupport.TemporaryDirectory()
        let input = directory.file("tables")
        let lines = tables.map { table in
            table.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: input))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "csv_reader.py").path
        let result = await (try PythonPeer.start(script, input: input)).result()
        try #require(result.code == 0, "\(result.error)")
        let answers = result.output.split(separator: "\n")
        try #require(answers.count == tables.count)
        var compared = 0
        for (table, answer) in zip(tables, answers) {
            let ours = Table(table)
            // Python takes a quote that is never closed as closed by the end.
            guard ours.error == nil else { continue }
            compared += 1
            let theirs = try JSONDecoder().decode([[String]].self, from: Data(answer.utf8))
            #expect(ours.fields == theirs, "\(table.debugDescription)")
        }
        #expect(compared > 1000)
    }
}
