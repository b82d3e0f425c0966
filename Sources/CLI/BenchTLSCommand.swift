import COpenSSL
import Transport

/// `voicebridge bench tls`: what a full handshake costs, and what one that resumes a session does.
enum BenchTLSCommand: Command {
    static let syntax = CommandSyntax(
        name: "bench tls",
        summary: "Measure TLS handshakes, full and resumed, without a network.",
        options: [
            .init("handshakes", "N", "how many of each kind [1000]"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: "The certificate is a P-256 one that signed itself; longer chains make full handshakes dearer.")

    private struct Report: Encodable {
        let handshakes: [TLSHandshakeCost]
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let count = try arguments.number("handshakes", in: 1...1_000_000, of: syntax) ?? 1000
        let certificate = try ThrowawayCertificate()
        defer { certificate.remove() }
        var costs: [TLSHandshakeCost] = []
        for version in TLSHandshakeCost.Version.allCases {
            for resuming in [false, true] {
                costs.append(
                    try TLSHandshakeCost.measure(
                        version, resuming: resuming, count: count, certificateFile: certificate.certificateFile,
                        keyFile: certificate.keyFile))
            }
        }
        print(arguments.flags.contains("json") ? try JSONText.of(Report(handshakes: costs)) : text(costs))
        return 0
    }

    private static func text(_ costs: [TLSHandshakeCost]) -> String {
        costs.map { cost in
            let perSecond = 1e6 / (cost.clientMicroseconds + cost.serverMicroseconds)
            return "\(cost.version.rawValue) \(cost.isResumed ? "resumed" : "full   ")"
                + "  CPU \(cost.clientMicroseconds.formatted(decimals: 0)) us client,"
                + " \(cost.serverMicroseconds.formatted(decimals: 0)) us server"
                + " (\(perSecond.formatted(decimals: 0)) handshakes for a CPU second of both);"
                + " \(cost.bytesSent) bytes sent, \(cost.bytesReceived) received;"
                + " round trips: \(cost.roundTrips)"
        }.joined(separator: "\n")
    }
}
