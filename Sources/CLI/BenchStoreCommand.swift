import API
import Calls
import Foundation
import HTTP
import Telemetry
import Transport

/// `voicebridge bench store`: what the API's reads take with many calls in the log.
enum BenchStoreCommand: Command {
    static let syntax = CommandSyntax(
        name: "bench store",
        summary: "Measure the API's reads with many calls in the log.",
        options: [
            .init("calls", "N", "how many calls there are [100000]"),
            .init("requests", "N", "how often each read is asked for [300]"),
            .init("file", "FILE", "where to keep the database for other runs, which fill it no more"),
            .init("only", "TEXT", "leave out reads that do not have this in their name"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            Each read goes through the whole API, from the key to the JSON, one at a time and without a socket. The calls
            are of 20 agents and a year, with nine lines said in each. The first time through is not counted.
            """)

    private struct Report: Encodable {
        let calls: Int
        let megabytes: Double
        let reads: [ReadCost]
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let count = try arguments.number("calls", in: 100...10_000_000, of: syntax) ?? 100_000
        let requests = try arguments.number("requests", in: 10...100_000, of: syntax) ?? 300
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = arguments.options["file"] ?? directory.path + "/calls.sqlite"
        let (store, filling) = (try SQLiteStore(path: path), StoreFilling(count: count))
        try await filling.fill(store)
        let group = EventLoopGroup(count: 1)
        let client = HTTPClient(on: group, tls: nil)
        let only = arguments.options["only"]
        let chosen = filling.reads(requests).filter { read in only.map { read.name.contains($0) } ?? true }
        let reads = try await measure(chosen, of: store, client)
        await client.shutDown()
        await group.shutDown()
        let report = Report(calls: count, megabytes: megabytes(path) + megabytes(path + "-wal"), reads: reads)
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return 0
    }

    private static func measure(
        _ reads: [(name: String, targets: [String])], of store: SQLiteStore, _ client: HTTPClient
    ) async throws -> [ReadCost] {
        let ids = IDSource()
        let secret = APIKeySecret.make(for: ids.next())
        let key = APIKey(
            id: secret.keyID, userID: User.ownerID, name: "bench", scopes: [.read], digest: secret.digest,
            createdAt: Date())
        try await store.add(key, noting: nil)
        var settings = APISettings(telephony: nil)
        settings.requestsPerMinute = 0
        let api = APIResponder(
            settings: settings, store: store, live: LiveCalls { "" }, http: client, ids: ids, log: .silent)
        var costs: [ReadCost] = []
        for (name, targets) in reads {
            costs.append(try await ReadCost.measure(name, targets, of: api, key: secret.text))
        }
        _ = try await store.revokeKey(key.id, at: Date(), noting: nil)
        return costs
    }

    private static func megabytes(_ path: String) -> Double {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return Double(size ?? 0) / 1_000_000
    }

    private static func text(_ report: Report) -> String {
        let width = report.reads.map(\.name.count).max() ?? 0
        let rows = report.reads.map { read in
            read.name + String(repeating: " ", count: width - read.name.count + 2)
                + "p50 \(read.p50Milliseconds.formatted(decimals: 2)) ms, p99 "
                + "\(read.p99Milliseconds.formatted(decimals: 2)) ms,"
                + " CPU \(read.cpuMilliseconds.formatted(decimals: 2)) ms"
        }
        return "\(report.calls) calls, \(report.megabytes.formatted(decimals: 1)) MB\n" + rows.joined(separator: "\n")
    }
}
