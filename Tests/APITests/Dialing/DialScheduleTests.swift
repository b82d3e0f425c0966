import Calls
import Foundation
import HTTP
import TestSupport
import Testing

@testable import API

/// Twilio fails in every way it can, and the process is killed at every step it takes: one intent stays one call.
///
/// The database is real and reopened after each death; time is virtual; Twilio counts the calls placed for each log.
@Suite("One intent, one call") struct DialScheduleTests {
    private static let order = #"{"agentId":"agent_ada","phoneNumber":"+14155550123","leadName":"Grace"}"#
    private static let headers: HTTPHeaders = ["Content-Type": "application/json", "Idempotency-Key": "intent-1"]

    /// Orders with a key, in processes that die after so many steps each, and in a last one that lives; the client repeats
    /// its order with the same key in each.
    /// - Returns: how many steps the first process took.
    private func run(_ faults: [PaperTwilio.Fault], deaths: [Int], _ note: String) async throws -> Int {
        let world = try await DialWorld { $0 < faults.count ? faults[$0] : nil }
        var steps = 0
        for (number, death) in (deaths + [Int.max]).enumerated() {
            let process = try await world.start(steps: death)
            let client = Task {
                await process.api.resumeDialing()
                _ = try await process.send(
                    .post, "/api/call-initiation/live-call", headers: Self.headers, body: Self.order)
            }
            let isOver = try await world.wait {
                if process.life.isOver { return true }
                // In this order: what has a key is open until it is settled.
                guard try await process.store.idempotencyRecord("intent-1", of: User.ownerID) != nil else {
                    return false
                }
                return try await process.store.openDials().isEmpty
            }
            #expect(isOver, "\(note): nothing came of it")
            if number == 0 { steps = process.life.steps }
            if death == .max {
                try await client.value
                await process.api.stopDialing()
                try await check(world, process, note)
            }
        }
        return steps
    }

    private func check(_ world: DialWorld, _ process: DialWorld.Process, _ note: String) async throws {
        let record = try #require(try await process.store.idempotencyRecord("intent-1", of: User.ownerID))
        let call = try #require(try await process.store.call(record.subject))
        #expect(world.twilio.dials == [call.id.hex: 1], "\(note): \(world.twilio.dials)")
        #expect(world.twilio.sids(of: call.id.hex) == [call.twilioCallSID], "\(note)")
        let again = try await process.send(
            .post, "/api/call-initiation/live-call", headers: Self.headers, body: Self.order)
        #expect(again.status == .ok, "\(note): \(again.text)")
        #expect(try again.object()["callId"] as? String == call.twilioCallSID, "\(note)")
        #expect(world.twilio.dials == [call.id.hex: 1], "\(note)")
    }

    @Test("without a death", arguments: PaperTwilio.Fault.allCases)
    func faults(fault: PaperTwilio.Fault) async throws {
        _ = try await run([fault], deaths: [], "\(fault)")
        for second in PaperTwilio.Fault.allCases {
            _ = try await run([fault, second], deaths: [], "\(fault), \(second)")
        }
    }

    @Test("with a death at every step", arguments: [nil] + PaperTwilio.Fault.allCases.map { $0 })
    func deaths(fault: PaperTwilio.Fault?) async throws {
        let faults = fault.map { [$0] } ?? []
        let steps = try await run(faults, deaths: [], "no death")
        print("\(faults): a death at each of \(steps) steps")
        for death in 1...steps { _ = try await run(faults, deaths: [death], "\(faults) death at \(death) of \(steps)") }
    }

    @Test("with several deaths and faults, as they come")
    func manyDeaths() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for round in 0..<150 {
            let faults = (0..<Int.random(in: 0...4, using: &generator)).compactMap { _ in
                PaperTwilio.Fault.allCases.randomElement(using: &generator)
            }
            let deaths = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                Int.random(in: 1...25, using: &generator)
            }
            _ = try await run(faults, deaths: deaths, "seed \(seed) round \(round) \(faults) \(deaths)")
        }
    }

    @Test("the count would show it: with no time to settle, an order that is taken late is taken twice")
    func sensitivity() async throws {
        let world = try await DialWorld { $0 == 0 ? .takenLate : nil }
        let process = try await world.start(settle: .zero)
        let answer = try await process.send(
            .post, "/api/call-initiation/live-call", headers: Self.headers, body: Self.order)
        let id = try answer.callLogID()
        let isOver = try await world.wait { try await process.store.openDials().isEmpty }
        #expect(isOver)
        await process.api.stopDialing()
        #expect(world.twilio.dials == [id.hex: 2])
    }
}
