import Calls
import Foundation
import HTTP
import Testing

@testable import API

@Suite("A job's events") struct BulkJobEventsTests {
    @Test("a job that is over is told once and for all")
    func over() async throws {
        let harness = try await Harness()
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nphone\r\n+12125550101\r\n\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"agentId\"\r\n\r\nagent_ada\r\n--b--\r\n"
        let done = try await harness.send(
            .post, "/api/call-initiation/bulk-upload", headers: ["Content-Type": "multipart/form-data; boundary=b"],
            body: Array(body.utf8))
        let location = try #require(done.headers["Location"])
        let answer = try await harness.send(.get, location + "/events")
        #expect(answer.headers["Content-Type"] == "text/event-stream")
        let source = try #require(answer.openBody).source
        let event = String(decoding: try #require(await source.next()), as: UTF8.self)
        #expect(event.hasPrefix("event: end\ndata: {"))
        #expect(event.contains(#""status":"completed""#))
        #expect(event.hasSuffix("}\n\n"))
        #expect(await source.next() == nil)
    }

    @Test("a job that rests is told once, then there are comments, and then its end")
    func paused() async throws {
        let harness = try await Harness()
        let job = BulkJob(
            id: harness.ids.next(), userID: User.ownerID, agentID: nil, elevenLabsAgentID: "agent_ada",
            createdAt: TestClock.start)
        #expect(try await harness.store.add(job, rows: [], key: nil, noting: nil) == nil)
        _ = try await harness.store.move(
            job.id, from: [.running], to: .paused, because: "a reason", at: TestClock.start)
        let answer = try await harness.send(.get, "/api/bulk-jobs/\(job.id)/events")
        let source = try #require(answer.openBody).source
        let first = String(decoding: try #require(await source.next()), as: UTF8.self)
        #expect(first.hasPrefix("event: progress\ndata: {"))
        #expect(first.contains(#""reason":"a reason""#))
        #expect(await source.next() == Array(":\n\n".utf8))
        #expect(try await harness.send(.post, "/api/bulk-jobs/\(job.id)/cancel").status == .ok)
        var last = ""
        while let piece = await source.next() { last = String(decoding: piece, as: UTF8.self) }
        #expect(last.hasPrefix("event: end\n"))
    }
}
