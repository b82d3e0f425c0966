import Foundation
import HTTP
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite("A job's events, as curl reads them", .serialized, .timeLimit(.minutes(2)))
struct BulkEventsTests {
    private static let curl = "/usr/bin/curl"
    /// At four calls a second, time enough to be there before the end.
    private static let rowCount = 20
    /// Ports that a client is told to come from, so that its connection can be told from others.
    private static let clientPorts = 61_000...61_999

    /// An event of a stream.
    private struct Event {
        let name: String
        let job: [String: Any]

        init(_ text: Substring) throws {
            let lines = text.split(separator: "\n")
            name = String(try #require(lines.first).trimmingPrefix("event: "))
            let data = try #require(lines.last).trimmingPrefix("data: ")
            job = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
        }

        var status: String? { job["status"] as? String }
        var placed: Int { job["successfulCalls"] as? Int ?? -1 }
    }

    /// Uploads a list to the program, between the simulators, and does something with the job.
    private func run(_ test: (ServingProcess, String) async throws -> Void) async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let group = EventLoopGroup(count: 1)
        let twilio = try await TwilioSimulator(
            .init(accountSID: Stage.accountSID, authToken: Stage.authToken, callee: .busy), on: group)
        let agents = try await AgentSimulator(.init(persona: AgentPersona(AgentScript())), on: group)
        let bridge = try await ServingProcess(
            twilio, agents, database: directory.file("calls.sqlite"), more: ["VOICEBRIDGE_CALLS_PER_SECOND": "4"],
            on: group)
        let rows = (0..<Self.rowCount).map { "+12122341\($0 + 100)\n" }.joined()
        try await test(bridge, try await bridge.upload("phone\n" + rows))
        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }

    private func watch(_ job: String, at bridge: ServingProcess, _ more: [String] = []) throws -> Program {
        try Program(
            path: Self.curl,
            ["-sS", "-N", "-i", "-H", "Authorization: Bearer \(ServingProcess.apiKey)"] + more + [
                "\(bridge.address)/api/bulk-jobs/\(job)/events"
            ])
    }

    @Test("a job is followed while it runs, to its end, which ends the answer as well")
    func followed() async throws {
        try await run { bridge, job in
            #expect(try await bridge.ask(.post, "/api/bulk-jobs/\(job)/pause").status == 200)
            let curl = try watch(job, at: bridge)
            _ = try await curl.line(containing: #""status":"paused""#)
            #expect(try await bridge.ask(.post, "/api/bulk-jobs/\(job)/resume").status == 200)
            let result = await curl.result()
            #expect(result.code == 0, "\(result.error)")
            let parts = result.output.split(separator: "\r\n\r\n", maxSplits: 1)
            let head = try #require(parts.first).split(separator: "\r\n")
            #expect(head.first == "HTTP/1.1 200 OK")
            for field in ["Content-Type: text/event-stream", "Cache-Control: no-store", "X-Accel-Buffering: no"] {
                #expect(head.contains(field[...]), "\(head)")
            }
            let events = try #require(parts.last).split(separator: "\n\n").map { try Event($0) }
            #expect(events.dropLast().allSatisfy { $0.name == "progress" })
            #expect(events.first?.status == "paused")
            #expect(events.contains { $0.status == "running" })
            #expect(events.map(\.placed) == events.map(\.placed).sorted())
            let end = try #require(events.last)
            #expect(end.name == "end")
            #expect(end.status == "completed")
            #expect(end.placed == Self.rowCount)
            #expect(await bridge.terminate() == 0)
        }
    }

    @Test("a client that goes away is let go, and the job does without it")
    func leaves() async throws {
        try await run { bridge, job in
            #expect(try await bridge.ask(.post, "/api/bulk-jobs/\(job)/pause").status == 200)
            let ports = "\(Self.clientPorts.lowerBound)-\(Self.clientPorts.upperBound)"
            let curl = try watch(job, at: bridge, ["--local-port", ports])
            _ = try await curl.line(containing: "data: ")
            #expect(try await connectionCount(of: bridge) == 1)
            await curl.kill()
            // The kernel's list can only be looked at again.
            while try await connectionCount(of: bridge) > 0 { try await Task.sleep(for: .milliseconds(20)) }
            let second = try watch(job, at: bridge)
            _ = try await second.line(containing: "event: progress")
            #expect(try await bridge.ask(.post, "/api/bulk-jobs/\(job)/cancel").status == 200)
            let result = await second.result()
            #expect(result.code == 0)
            #expect(result.output.contains("event: end\ndata: {"))
            #expect(await bridge.terminate() == 0)
        }
    }

    @Test("a server that goes down does not wait for whoever reads")
    func serverLeaves() async throws {
        try await run { bridge, job in
            #expect(try await bridge.ask(.post, "/api/bulk-jobs/\(job)/pause").status == 200)
            let curl = try watch(job, at: bridge)
            _ = try await curl.line(containing: "data: ")
            #expect(await bridge.terminate() == 0)
            // Cut short or ended, a client that wants to hear more comes back either way.
            #expect(await !curl.result().output.contains("event: end"))
        }
    }

    /// The connections that the program still has with such a client, by the kernel's list: those it has yet to close among
    /// them.
    private func connectionCount(of bridge: ServingProcess) async throws -> Int {
        let port = try #require(bridge.address.split(separator: ":").last.flatMap { Int($0) })
        // Foundation would read the first page of it.
        let table = try await Program(path: "/bin/cat", ["/proc/net/tcp"]).result().output
        return table.split(separator: "\n").dropFirst().count { line in
            let fields = line.split(separator: " ")
            let ports = fields[1...2].map { Int($0.split(separator: ":")[1], radix: 16) ?? 0 }
            let (established, closeWait) = ("01", "08")
            return ports[0] == port && Self.clientPorts.contains(ports[1])
                && [established, closeWait].contains(String(fields[3]))
        }
    }
}
