import Simulator
import Transport

/// `voicebridge bench websocket`: what messages and idle connections cost a server, plain and over TLS.
enum BenchWebSocketCommand: Command {
    static let syntax = CommandSyntax(
        name: "bench websocket",
        summary: "Measure echoed messages for a CPU second, and memory for an idle connection.",
        options: [
            .init("seconds", "N", "how long each message size is measured [3]"),
            .init("connections", "N", "idle connections [5000]"),
            .init("idle-message", "BYTES", "what each of them sends once, to see what it leaves [1024]"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            The server is another process of this program, 'voicebridge websocket echo' with one loop; CPU time and memory
            are its alone. Memory is Pss, so what the kernel keeps for a socket is not in it.
            """)

    private struct Report: Encodable {
        var throughput: [EchoThroughput] = []
        var memory: [EchoMemory] = []
    }

    /// A control frame's worth, a media message, and the largest that a media socket takes.
    private static let messageSizes = [125, 1024, 64 << 10]

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let seconds = try arguments.number("seconds", in: 1...600, of: syntax) ?? 3
        let connections = try arguments.number("connections", in: 10...50000, of: syntax) ?? 5000
        let idleMessage = try arguments.number("idle-message", in: 0...1 << 20, of: syntax) ?? 1024
        // Besides the sockets: standard streams, epoll and a few files. The server counts four fifths of its limit.
        let descriptors = DescriptorLimit.raise()
        guard (connections + 100) * 5 / 4 <= descriptors else {
            StandardError.write(
                "voicebridge: \(connections) connections need a hard limit of \((connections + 100) * 5 / 4) descriptors,"
                    + " and it is \(descriptors); raise it (ulimit -Hn) or use --connections")
            return 1
        }
        let certificate = try ThrowawayCertificate()
        defer { certificate.remove() }
        let group = EventLoopGroup(count: 1)
        var report = Report()
        for isSecure in [false, true] {
            let part = try await measure(
                isSecure ? certificate : nil, seconds: seconds, connections: connections, idleMessage: idleMessage,
                on: group.loops[0])
            report.throughput += part.throughput
            report.memory += part.memory
        }
        await group.shutDown()
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return 0
    }

    /// Memory in a server of its own: what a busy one keeps is not that of idle connections.
    private static func measure(
        _ certificate: ThrowawayCertificate?, seconds: Int, connections: Int, idleMessage: Int, on loop: EventLoop
    ) async throws -> Report {
        let tls = try certificate.map { try TLSContext(clientTrusting: $0.certificateFile) }
        var report = Report()
        let busy = try EchoProcess(certificate: certificate)
        defer { busy.stop() }
        let load = EchoLoad(url: busy.url, tls: tls, process: busy.identifier)
        for size in messageSizes {
            StandardError.write("\(size) bytes over \(busy.url) for \(seconds) s …")
            report.throughput.append(
                try await load.throughput(messageSize: size, duration: .seconds(seconds), on: loop))
        }
        let idle = try EchoProcess(certificate: certificate)
        defer { idle.stop() }
        StandardError.write("\(connections) idle connections to \(idle.url) …")
        report.memory = try await EchoLoad(url: idle.url, tls: tls, process: idle.identifier)
            .memory(counts: [10, connections], messageSize: idleMessage, on: loop)
        return report
    }

    private static func text(_ report: Report) -> String {
        let throughput = report.throughput.map { one in
            "\(one.isSecure ? "wss" : "ws ")  \(one.messageSize) bytes:"
                + " \(one.messagesPerCPUSecond.formatted(decimals: 0)) messages for a CPU second of the server"
                + " (\(one.userMicrosecondsPerMessage.formatted(decimals: 2)) us user,"
                + " \(one.systemMicrosecondsPerMessage.formatted(decimals: 2)) us kernel each)"
        }
        let memory = report.memory.map { one in
            "\(one.isSecure ? "wss" : "ws ")  \(one.connections) \(one.state.rawValue) idle connections:"
                + " \((Double(one.bytesPerConnection) / 1024).formatted(decimals: 1)) KiB each"
        }
        return (throughput + memory).joined(separator: "\n")
    }
}
