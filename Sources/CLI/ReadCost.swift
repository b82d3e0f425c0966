import Glibc
import HTTP
import Telemetry

/// What one kind of read took.
struct ReadCost: Encodable {
    /// What is read.
    let name: String
    let p50Milliseconds: Double
    let p99Milliseconds: Double
    /// Of this whole process for one read, on average: what is left on a machine that does nothing else, where the API is
    /// in this process.
    let cpuMilliseconds: Double

    /// A read that was answered with something else than what was asked for.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Asks for each of these, one after the other; a tenth of them before, to warm up.
    static func measure(
        _ name: String, _ targets: [String], ask: (String) async throws -> HTTPResponse
    ) async throws -> ReadCost {
        let histogram = Histogram()
        var before = clock()
        for (index, target) in (targets.prefix(targets.count / 10) + targets).enumerated() {
            if index == targets.count / 10 { before = clock() }
            let start = ContinuousClock.now
            let answer = try await ask(target)
            let time = ContinuousClock.now - start
            guard answer.status == .ok else {
                throw Failure(
                    description: "\(target): \(answer.status.code) \(String(decoding: answer.body, as: UTF8.self))")
            }
            if index >= targets.count / 10 { histogram.record(time) }
        }
        func milliseconds(_ share: Double) -> Double { histogram.quantile(share) / .milliseconds(1) }
        let cpu = Double(clock() - before) / Double(CLOCKS_PER_SEC) * 1000
        return ReadCost(
            name: name, p50Milliseconds: milliseconds(0.5), p99Milliseconds: milliseconds(0.99),
            cpuMilliseconds: cpu / Double(targets.count))
    }
}
