import Foundation

/// `voicebridge bench csv`: what reading a list costs, and what memory it takes beside the list.
enum BenchCSVCommand: Command {
    static let syntax = CommandSyntax(
        name: "bench csv",
        summary: "Measure the reading of a CSV file: CPU time, and memory beside the file.",
        options: [
            .init("file", "FILE", "the file [5 MB of leads, made for it]"),
            .init("rounds", "N", "how often it is read [7]"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: "Beside Python's csv module, in the same run: Benchmarks/csv.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let rounds = try arguments.number("rounds", in: 1...1000, of: syntax) ?? 7
        let file = try arguments.options["file"].map { try [UInt8](Data(contentsOf: URL(filePath: $0))) }
        let cost = try TableCost(of: file ?? TableCost.sample(byteCount: 5_000_000), rounds: rounds)
        print(arguments.flags.contains("json") ? try JSONText.of(cost) : text(cost))
        return 0
    }

    private static func text(_ cost: TableCost) -> String {
        "\(cost.byteCount) bytes, \(cost.records) records, \(cost.fields) fields:"
            + " \(cost.milliseconds.formatted(decimals: 1)) ms,"
            + " \((Double(cost.memoryGrowth) / 1024).formatted(decimals: 0)) KiB beside the file"
    }
}
