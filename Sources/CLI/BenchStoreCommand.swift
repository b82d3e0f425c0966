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
            .init("to", "URL", "ask a bridge over HTTP that runs with such a FILE; see Benchmarks/reads"),
            .init("within", "MS", "end with 1 where one read in a hundred takes longer"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            Each read goes through the whole API, from the key to the JSON, one at a time and, but for --to, without a
            socket. The calls are of 20 agents and a year, with nine lines said in each. The first tenth is not counted.
            """)

    private struct Report: Encodable {
        let calls: Int
        /// What the database takes on disk; not known of a bridge's.
        let megabytes: Double?
        let reads: [ReadCost]
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let count = try arguments.number("calls", in: 100...10_000_000, of: syntax) ?? 100_000
        let requests = try arguments.number("requests", in: 10...100_000, of: syntax) ?? 300
        let limit = try arguments.number("within", in: 1...60_000, of: syntax)
        let filling = StoreFilling(count: count)
        let only = arguments.options["only"]
        let chosen = filling.reads(requests).filter { read in only.map { read.name.contains($0) } ?? true }
        let group = EventLoopGroup(count: 1)
        let client = HTTPClient(on: group, tls: nil)
        let report =
            if let address = arguments.options["to"] {
                Report(calls: count, megabytes: nil, reads: try await measure(chosen, at: address, client))
            } else {
                try await measure(chosen, of: filling, file: arguments.options["file"], client)
            }
        await client.shutDown()
        await group.shutDown()
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return report.reads.contains { read in limit.map { read.p99Milliseconds > Double($0) } ?? false } ? 1 : 0
    }

    private typealias Read = (name: String, targets: [String])

    private static func measure(_ reads: [Read], at address: String, _ client: HTTPClient) async throws -> [ReadCost] {
        guard let base = URL(string: address), base.scheme == "http", base.host() != nil else {
            throw UsageError("'--to' must be a URL like http://127.0.0.1:8080", command: syntax.name)
        }
        var costs: [ReadCost] = []
        for (name, targets) in reads {
            let cost = try await ReadCost.measure(name, targets) { target in
                guard let url = URL(string: target, relativeTo: base) else { preconditionFailure("targets are ours") }
                return try await client.send(OutgoingRequest(.get, url.absoluteURL))
            }
            costs.append(cost)
        }
        return costs
    }

    private static func measure(
        _ reads: [Read], of filling: StoreFilling, file: String?, _ client: HTTPClient
    ) async throws -> Report {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = file ?? directory.path + "/calls.sqlite"
        let store = try SQLiteStore(path: path, rendering: .json)
        try await filling.fill(store)
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
        let headers: HTTPHeaders = ["Authorization": "Bearer \(secret.text)", "Host": "localhost"]
        var costs: [ReadCost] = []
        for (name, targets) in reads {
            let cost = try await ReadCost.measure(name, targets) { target in
                await api.respond(to: HTTPRequest(.get, target, headers: headers), from: .loopback())
            }
            costs.append(cost)
        }
        _ = try await store.revokeKey(key.id, at: Date(), noting: nil)
        return Report(calls: filling.count, megabytes: megabytes(path) + megabytes(path + "-wal"), reads: costs)
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
        let size = report.megabytes.map { ", \($0.formatted(decimals: 1)) MB" } ?? ""
        return "\(report.calls) calls\(size)\n" + rows.joined(separator: "\n")
    }
}
