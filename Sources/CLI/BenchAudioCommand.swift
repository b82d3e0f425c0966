import Audio

/// `voicebridge bench audio`: what it costs to convert a frame of sound between the telephone's format and each of an agent's.
enum BenchAudioCommand: Command {
    static let syntax = CommandSyntax(
        name: "bench audio",
        summary: "Measure the conversion of 20 ms of sound, for each pair of formats.",
        options: [
            .init("frames", "N", "how many frames a round, of which there are seven [5000]"),
            .init("allocations", "FILE", "the file of the allocation counter, see Benchmarks/README.md"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: "Beside other libraries, in the same run: Benchmarks/audio.")

    private struct Report: Encodable {
        var conversions: [ConversionCost] = []
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let frames = try arguments.number("frames", in: 50...10_000_000, of: syntax) ?? 5_000
        let path = arguments.options["allocations"]
        let counter = path.flatMap { AllocationCounter(path: $0) }
        if let path, counter == nil {
            throw UsageError("'--allocations \(path)': it cannot be read", command: syntax.name)
        }
        var report = Report()
        for format in AudioFormat.all where format != .muLaw8000 {
            for (input, output) in [(AudioFormat.muLaw8000, format), (format, .muLaw8000)] {
                report.conversions.append(ConversionCost(from: input, to: output, frames: frames, counter: counter))
            }
        }
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return 0
    }

    private static func text(_ report: Report) -> String {
        report.conversions.map { cost in
            "\(cost.from) -> \(cost.to)  \(cost.nanosecondsPerFrame.formatted(decimals: 0)) ns a frame"
                + (cost.allocationsPerFrame.map { ", \($0.formatted(decimals: 3)) allocations" } ?? "")
        }.joined(separator: "\n")
    }
}
