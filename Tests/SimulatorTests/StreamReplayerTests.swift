import Testing
import Transport
import Twilio
import WebSocket

@testable import Simulator

@Suite("Playing a recording into a Media Streams address", .timeLimit(.minutes(2)))
struct StreamReplayerTests {
    private func play(
        _ sound: [UInt8], pace: StreamReplayer.Pace, plan: TestBridge.Plan = .init()
    ) async throws -> (ReplayReport, TestBridge.Seen) {
        let group = EventLoopGroup(count: 1)
        let bridge = TestBridge(plan)
        let server = try await HTTPServer(
            .init(address: .loopback()), on: group, responder: bridge, acceptor: bridge)
        let replayer = StreamReplayer(
            .init(
                url: "ws://\(server.address)/media", customParameters: ["agentId": "agent_1"],
                authToken: TestBridge.token, publicURL: "wss://bridge.example.com/media", pace: pace,
                quiet: .milliseconds(200), limit: .seconds(5)))
        let report = try await replayer.play(sound, on: group)
        await server.stop()
        await group.shutDown()
        return (report, bridge.seen)
    }

    private let sound = (0..<24_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test("every byte arrives, faster than real time, and what came back is heard", .timeLimit(.minutes(1)))
    func maximum() async throws {
        var plan = TestBridge.Plan()
        plan.sound = [UInt8](repeating: 0x55, count: 1000)
        let (report, seen) = try await play(sound, pace: .maximum, plan: plan)
        #expect(seen.refusals == [])
        #expect(seen.start?.customParameters == ["agentId": "agent_1"])
        #expect(Array(seen.callerSound.prefix(sound.count)) == sound)
        #expect(seen.messages == ["connected", "stop"])
        #expect(report.framesOfSpeech == 150)
        #expect(report.stream.framesSent == seen.timestamps.count)
        #expect(report.stream.bytesHeard == 1000)
        #expect(report.heard.count { $0 == 0x55 } == 1000)
        #expect(report.stream.duration < .seconds(3))
    }

    @Test("in real time a second of sound takes a second")
    func realTime() async throws {
        let second = Array(sound.prefix(8000))
        let (report, seen) = try await play(second, pace: .realTime)
        #expect(Array(seen.callerSound.prefix(8000)) == second)
        #expect(report.stream.duration >= .milliseconds(1200))
    }

    @Test("a server that closes ends the replay")
    func serverCloses() async throws {
        var plan = TestBridge.Plan()
        plan.closesAfter = 10
        let (report, _) = try await play(sound, pace: .realTime, plan: plan)
        guard case .serverClosed(let reason) = report.stream.end else {
            Issue.record("\(report.stream.end)")
            return
        }
        #expect(reason.code == .normal)
        #expect(report.framesOfSpeech < 150)
    }
}
