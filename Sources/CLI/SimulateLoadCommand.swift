import Audio
import Simulator
import Transport

/// `voicebridge simulate load`: many calls at once through a bridge that runs as another process.
enum SimulateLoadCommand: Command {
    static let syntax = CommandSyntax(
        name: "simulate load",
        summary: "Play many calls at once through a bridge, and measure what it adds.",
        options: [
            .init("to", "WS_URL", "the bridge's media path [ws://127.0.0.1:8080/media]"),
            .init("agent-port", "N", "where the simulated agents listen [8081]"),
            .init("calls", "N", "calls at once [200]"),
            .init("seconds", "N", "how long is measured [20]"),
            .init("format", "FORMAT", "what the agents speak and hear [pcm_16000]"),
            .init(
                "interrupt", nil, "interrupt each agent about once a second, and measure how soon the caller is cleared"
            ),
            .init("pid", "PID", "the bridge's process, to read its CPU time"),
            .init("allocations", "FILE", "the file of the allocation counter, see Benchmarks/README.md"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            The bridge must run with VOICEBRIDGE_MEDIA_AUTH=none and ELEVENLABS_API_URL=http://127.0.0.1:8081.
            'Benchmarks/relay' starts both and compares.
            """)

    static func run(_ arguments: Arguments) async throws -> Int32 {
        var settings = LoadRun.Settings(
            url: arguments.options["to"] ?? "ws://127.0.0.1:8080/media",
            agents: .loopback(port: try arguments.number("agent-port", in: 1...65535, of: syntax) ?? 8081),
            calls: try arguments.number("calls", in: 1...10000, of: syntax) ?? 200,
            duration: .seconds(try arguments.number("seconds", in: 1...3600, of: syntax) ?? 20))
        settings.format = try arguments.format("format", of: syntax) ?? .pcm16000
        settings.interrupts = arguments.flags.contains("interrupt")
        settings.process = try arguments.number("pid", in: 1...Int(Int32.max), of: syntax).map(Int32.init)
        settings.allocationCounter = arguments.options["allocations"]
        StandardError.write("\(settings.calls) calls to \(settings.url), measuring for \(settings.duration) …")
        let group = EventLoopGroup(count: 1)
        let report = try await LoadRun(settings).run(on: group)
        await group.shutDown()
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return report.late == 0 && report.lost == 0 && report.cut == 0 ? 0 : 1
    }

    private static func text(_ report: LoadReport) -> String {
        var lines = [
            "calls   \(report.calls) at once for \(report.seconds.formatted(decimals: 1)) s; \(report.cut) were cut",
            "frames  \(report.frames) arrived, \(report.lost) lost, \(report.late) late by 20 ms or more",
            "delay   \(report.delayP50.formatted(decimals: 2)) ms median, \(report.delayP99.formatted(decimals: 2)) ms at the"
                + " 99th percentile, \(report.delayMaximum.formatted(decimals: 2)) ms at most, from end to end",
        ]
        if report.interruptions > 0 {
            lines.append(
                "clear   \(report.clears) after \(report.interruptions) interruptions: \(report.clearDelayP50.formatted(decimals: 2)) ms"
                    + " median, \(report.clearDelayP99.formatted(decimals: 2)) ms at the 99th percentile, from end to end"
            )
        }
        if let user = report.userMicrosecondsPerRoundTrip, let system = report.systemMicrosecondsPerRoundTrip {
            lines.append(
                "CPU     \(user.formatted(decimals: 2)) us in user mode and \(system.formatted(decimals: 2)) us in the"
                    + " kernel for each frame round trip")
        }
        if let allocations = report.allocationsPerFrame {
            lines.append("heap    \(allocations.formatted(decimals: 4)) allocations for each frame")
        }
        return lines.joined(separator: "\n")
    }
}
