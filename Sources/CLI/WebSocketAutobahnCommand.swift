import Transport

/// `voicebridge websocket autobahn`: the client that Autobahn|Testsuite's fuzzing server tests.
enum WebSocketAutobahnCommand: Command {
    static let syntax = CommandSyntax(
        name: "websocket autobahn",
        summary: "Let Autobahn|Testsuite's fuzzing server test our WebSocket client.",
        operands: ["URL"],
        options: [
            .init("agent", "NAME", "the name in the suite's reports [voicebridge]"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            URL is the fuzzing server, for example ws://127.0.0.1:9001. Every case is played and its messages are sent back,
            up to 32 MiB each; the suite judges, and writes its reports at the end.
            Exit code 0: all cases were played; how they went is in the reports. 'scripts/conformance' does it all.
            """)

    /// What `--json` prints.
    private struct Report: Encodable {
        var url: String
        var agent: String
        var cases: Int
        /// Cases whose handshake failed; the suite counts them as failed.
        var notOpened: [Int]
        var seconds: Double
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let agent = arguments.options["agent"] ?? "voicebridge"
        let client = AutobahnClient(url: arguments.operands[0], agent: agent)
        let group = EventLoopGroup(count: 1)
        let start = ContinuousClock.now
        let played = try await play(client, on: group.next())
        await group.shutDown()
        let report = Report(
            url: client.url, agent: agent, cases: played.cases, notOpened: played.notOpened,
            seconds: (.now - start) / .seconds(1))
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return report.notOpened.isEmpty ? 0 : 1
    }

    private static func play(
        _ client: AutobahnClient, on loop: EventLoop
    ) async throws -> (cases: Int, notOpened: [Int]) {
        let cases = try await client.caseCount(on: loop)
        let progress = ProgressLine("case", of: cases)
        var notOpened: [Int] = []
        if cases > 0 {
            for number in 1...cases {
                progress.show(number)
                if try await !client.play(number, on: loop) { notOpened.append(number) }
            }
        }
        progress.finish()
        try await client.updateReports(on: loop)
        return (cases, notOpened)
    }

    private static func text(_ report: Report) -> String {
        let seconds = report.seconds.formatted(decimals: 1)
        let played = "\(report.cases) cases played as '\(report.agent)' in \(seconds) s; the reports are written."
        guard !report.notOpened.isEmpty else { return played }
        return played + "\nNot opened: \(report.notOpened.map(String.init).joined(separator: ", "))"
    }
}
