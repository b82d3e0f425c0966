import Foundation
import HTTP
import Simulator
import TestSupport
import Testing
import Transport

@testable import CLI

/// The program itself is killed while single calls are ordered, with a Twilio on which nothing can be relied.
@Suite(.serialized) struct SingleCallCrashTests {
    /// `VOICEBRIDGE_CALL_KILLS=100` for more; a kill takes about a second.
    private static let killCount = number("VOICEBRIDGE_CALL_KILLS") ?? 8
    /// Orders that are new in each life of the program; what the lives before left open is ordered again.
    private static let newOrders = 12

    /// An order as its client keeps it until it is answered.
    private struct Order: Sendable {
        let index: Int
        var key: String { "order-\(index)" }
        var phoneNumber: String { "+1212234\(String(10000 + index).dropFirst())" }
        var path: String { index.isMultiple(of: 2) ? "/api/call-initiation/live-call" : "/api/agents/test-call" }
    }

    /// What an order was answered.
    private struct Placed: Hashable, Sendable {
        let callID: String
        let callLogID: String
    }

    private let seed: UInt64
    private let twilio: TwilioSimulator
    private let agents: AgentSimulator
    private let group = EventLoopGroup(count: 1)
    private let directory: TestSupport.TemporaryDirectory

    init() async throws {
        let seed = Self.number("VOICEBRIDGE_SEED").map { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)
        self.seed = seed
        directory = try TestSupport.TemporaryDirectory()
        var configuration = TwilioSimulator.Configuration(
            accountSID: Stage.accountSID, authToken: Stage.authToken, callee: .busy,
            timing: CallTiming(initiated: .milliseconds(1), ringing: .milliseconds(1), answer: .milliseconds(5)))
        // Half of all orders go wrong, each in any way. What is taken late is taken within the time to settle.
        configuration.orderFaults = OrderFaults(lateness: .milliseconds(700)) { order in
            var random = SeededGenerator(seed: seed << 16 + UInt64(order))
            return Bool.random(using: &random) ? nil : OrderFaults.Fault.allCases.randomElement(using: &random)
        }
        configuration.webhookFaults = WebhookFaults(copies: 2, lateness: .milliseconds(50))
        twilio = try await TwilioSimulator(configuration, on: group)
        agents = try await AgentSimulator(.init(persona: AgentPersona(AgentScript())), on: group)
    }

    private static func number(_ variable: String) -> Int? {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
    }

    @Test(
        "single calls survive kills at any instant: ordered again with its key, each is one call and one log",
        .timeLimit(.minutes(30)))
    func killed() async throws {
        print("single calls, kills: seed \(seed) (VOICEBRIDGE_SEED)")
        var random = SeededGenerator(seed: seed)
        var placed: [Int: Placed] = [:]
        var (orders, cutShort): ([Order], Int) = ([], 0)
        for kill in 0...Self.killCount {
            let bridge = try await start()
            orders += (0..<Self.newOrders).map { Order(index: orders.count + $0) }
            let open = orders.filter { placed[$0.index] == nil }
            async let answers = ask(for: open, at: bridge)
            if kill < Self.killCount {
                await passInstant(&random)
                await bridge.kill()
                let heard = await answers
                placed.merge(heard) { $1 }
                cutShort += open.count - heard.count
            } else {
                placed.merge(await answers) { $1 }
                try await expectOneCallEach(orders, placed, at: bridge)
                #expect(await bridge.terminate() == 0)
            }
        }
        #expect(cutShort > 0, "no order was cut short: nothing was tried")
        print("kills \(Self.killCount), orders \(orders.count), cut short \(cutShort), asked \(twilio.orderCount)")
        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }

    private func start() async throws -> ServingProcess {
        try await ServingProcess(
            twilio, agents, database: directory.file("calls.sqlite"), more: ServingProcess.unpaced, on: group)
    }

    /// Until some of the new orders have come to Twilio, none or all of them, and a moment longer.
    private func passInstant(_ random: inout SeededGenerator) async {
        let count = twilio.orderCount + Int.random(in: 0...Self.newOrders, using: &random)
        let moment = Duration.microseconds(Int.random(in: 0..<30_000, using: &random))
        // A count can only be looked at; the moment after it is the chance that the test is about.
        while twilio.orderCount < count { try? await Task.sleep(for: .milliseconds(1)) }
        try? await Task.sleep(for: moment)
    }

    /// Orders all at once, and says which were answered.
    private func ask(for orders: [Order], at bridge: ServingProcess) async -> [Int: Placed] {
        await withTaskGroup(of: (Int, Placed?).self) { tasks in
            for order in orders { tasks.addTask { (order.index, await ask(for: order, at: bridge)) } }
            return await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Orders a call until it is placed, as a client would to which its answer matters; `nil` where the program is gone.
    private func ask(for order: Order, at bridge: ServingProcess) async -> Placed? {
        while let answer = try? await answer(to: order, at: bridge) {
            if let callID = answer.object["callId"] as? String, let log = answer.object["callLogId"] as? String {
                return Placed(callID: callID, callLogID: log)
            }
            let error = answer.object["error"] as? [String: Any]
            #expect(error?["code"] as? String == "dial_uncertain", "seed \(seed), \(order.key): \(answer)")
            guard answer.status == 504 else { return nil }
            // A client's pause before it asks again.
            try? await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    private func answer(to order: Order, at bridge: ServingProcess) async throws -> ServingProcess.Answer {
        try await bridge.ask(
            .post, order.path, headers: ["Content-Type": "application/json", "Idempotency-Key": order.key],
            body: Array(#"{"agentId":"\#(Stage.agentID)","phoneNumber":"\#(order.phoneNumber)"}"#.utf8))
    }

    private func expectOneCallEach(
        _ orders: [Order], _ placed: [Int: Placed], at bridge: ServingProcess
    ) async throws {
        let about = Comment(rawValue: "seed \(seed)")
        #expect(placed.count == orders.count, about)
        for order in orders {
            let again = try await answer(to: order, at: bridge)
            #expect(again.object["callId"] as? String == placed[order.index]?.callID, about)
            #expect(again.object["callLogId"] as? String == placed[order.index]?.callLogID, about)
            #expect(again.headers["Idempotent-Replayed"] == "true", about)
        }
        let counts = twilio.placedCounts
        #expect(counts.values.allSatisfy { $0 == 1 }, "seed \(seed): \(counts.filter { $0.value != 1 })")
        #expect(Set(counts.keys.map { String($0.suffix(24)) }) == Set(placed.values.map(\.callLogID)), about)
        #expect(counts.count == orders.count, about)
        #expect(try await loggedNumbers(at: bridge) == orders.map(\.phoneNumber).sorted(), about)
    }

    /// The number of every call log, in order.
    private func loggedNumbers(at bridge: ServingProcess) async throws -> [String] {
        var (numbers, next): ([String], String?) = ([], "")
        while let cursor = next {
            let page = try await bridge.ask(.get, "/api/calls?limit=100&cursor=\(cursor)").object
            let calls = try #require(page["calls"] as? [[String: Any]])
            numbers += calls.compactMap { $0["phoneNumber"] as? String }
            next = page["nextCursor"] as? String
        }
        return numbers.sorted()
    }
}
