import Calls
import Foundation
import HTTP
import TestSupport
import Testing

@testable import API

@Suite("One row, one call") struct BulkScheduleTests {
    private static let count = 12

    private static var upload: String {
        let rows = (0..<count).map { "+1415555\(1000 + $0),Person \($0)\r\n" }.joined()
        return "--b\r\nContent-Disposition: form-data; name=\"agentId\"\r\n\r\nagent_ada\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\n\r\nphone,name\r\n\(rows)\r\n"
            + "--b--\r\n"
    }

    private static let headers: HTTPHeaders = [
        "Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": "list-1", "Prefer": "respond-async",
    ]

    @Test("a list is dialled once, row for row, whatever fails and however often the process dies")
    func deaths() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for round in 0..<40 {
            let faults = (0..<40).map { _ in
                Int.random(in: 0..<3, using: &generator) > 0
                    ? nil : PaperTwilio.Fault.allCases.randomElement(using: &generator)
            }
            let deaths = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                Int.random(in: 4...120, using: &generator)
            }
            try await run(faults, deaths, "seed \(seed) round \(round) \(faults) \(deaths)")
        }
    }

    private func run(_ faults: [PaperTwilio.Fault?], _ deaths: [Int], _ note: String) async throws {
        let world = try await DialWorld { $0 < faults.count ? faults[$0] : nil }
        for death in deaths + [Int.max] {
            let process = try await world.start(steps: death)
            let client = Task {
                await process.api.resumeDialing()
                let answer = try await process.send(
                    .post, "/api/call-initiation/bulk-upload", headers: Self.headers, body: Self.upload)
                #expect(answer.status == .accepted, "\(note): \(answer.text)")
            }
            let isOver = try await world.wait {
                if process.life.isOver { return true }
                guard let record = try await process.store.idempotencyRecord("list-1", of: User.ownerID) else {
                    return false
                }
                let state = try await process.store.job(record.subject)?.state
                // A job that paused itself is let go on, as its user would once the reason is gone.
                if state == .paused { _ = try await process.send(.post, "/api/bulk-jobs/\(record.subject)/resume") }
                return state == .completed
            }
            #expect(isOver, "\(note): not done")
            guard death == .max else { continue }
            try await client.value
            await process.api.stopDialing()
            try await check(world, process, note)
        }
    }

    private func check(_ world: DialWorld, _ process: DialWorld.Process, _ note: String) async throws {
        let record = try #require(try await process.store.idempotencyRecord("list-1", of: User.ownerID))
        let rows = try await process.store.rows(of: record.subject, after: 0, limit: 100)
        #expect(rows.map(\.intent.line) == (0..<Self.count).map { $0 + 2 }, "\(note)")
        #expect(rows.allSatisfy { $0.intent.state == .placed }, "\(note): \(rows.map(\.intent.state))")
        for row in rows {
            let log = try #require(row.intent.callID)
            #expect(world.twilio.dials[log.hex] == 1, "\(note): \(row)")
            #expect(world.twilio.sids(of: log.hex) == [row.twilioCallSID], "\(note): \(row)")
        }
        #expect(world.twilio.dials.count == Self.count, "\(note)")
    }
}
