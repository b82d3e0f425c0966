import TestSupport
import Testing

@testable import Calls

@Suite("What events make of a call")
struct CallRecordEventsTests {
    private func record(_ kinds: [CallEvent.Kind], origin: CallRecord.Origin = .liveCall) -> CallRecord {
        var call = CallRecord.make(origin: origin)
        for (index, kind) in kinds.enumerated() { call.apply(.make(kind, at: Double(index))) }
        return call
    }

    @Test("an ordinary call")
    func ordinary() {
        let call = record([
            .dialed(twilioCallSID: "CA1"), .status(.initiated, duration: nil), .status(.ringing, duration: nil),
            .status(.inProgress, duration: nil), .streamStarted(streamSID: "MZ1"),
            .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "ulaw_8000"),
            .ended(.callerHungUp, detail: "stop"), .status(.completed, duration: 31),
        ])
        #expect(call.twilioCallSID == "CA1")
        #expect(call.conversationID == "conv_1")
        #expect(call.status == .completed)
        #expect(call.duration == 31)
        #expect(call.endReason == .callerHungUp)
        #expect(call.endDetail == "stop")
        #expect(call.updatedAt == .make(7))
    }

    @Test("the relay's end is not the call's while Twilio has not said so")
    func relayEndsFirst() {
        let call = record([.streamStarted(streamSID: "MZ1"), .ended(.agentEnded, detail: "")])
        #expect(call.status == .inProgress)
        #expect(call.endReason == .agentEnded)
        #expect(call.duration == nil)
    }

    @Test("a direct stream has no Twilio behind it: its end is the call's, its seconds those of the stream")
    func directStream() {
        var call = CallRecord.make(origin: .directStream)
        call.apply(.make(.streamStarted(streamSID: "MZ1")))
        call.apply(.make(.ended(.streamLost, detail: "1006"), offset: .milliseconds(30_600)))
        #expect(call.status == .completed)
        #expect(call.duration == 31)
    }

    @Test("the first end is the reason")
    func firstEnd() {
        let call = record([.ended(.agentDropped, detail: "1006"), .ended(.callerHungUp, detail: "stop")])
        #expect(call.endReason == .agentDropped)
        #expect(call.endDetail == "1006")
    }

    @Test("a final status told again may bring the seconds, and never changes them")
    func lateDuration() {
        #expect(record([.status(.completed, duration: nil), .status(.completed, duration: 9)]).duration == 9)
        #expect(record([.status(.completed, duration: 9), .status(.completed, duration: 8)]).duration == 9)
        #expect(record([.status(.busy, duration: 0), .status(.completed, duration: 8)]).duration == 0)
    }

    @Test(
        "callbacks in any order, doubled and late, give the same final status",
        arguments: [CallStatus.completed, .busy, .failed, .noAnswer, .canceled])
    func anyOrder(end: CallStatus) {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let answered = end == .completed
        var kinds: [CallEvent.Kind] = [
            .dialed(twilioCallSID: "CA1"), .status(.initiated, duration: nil), .status(.ringing, duration: nil),
            .status(end, duration: answered ? 12 : 0),
        ]
        if answered { kinds += [.status(.inProgress, duration: nil), .streamStarted(streamSID: "MZ1")] }
        let duration = answered ? 12 : 0
        for _ in 0..<500 {
            let delivered = (kinds + kinds.shuffled(using: &random).prefix(3)).shuffled(using: &random)
            let call = record(delivered)
            #expect(call.status == end, "seed \(seed): \(delivered)")
            #expect(call.duration == duration, "seed \(seed): \(delivered)")
            #expect(call.twilioCallSID == "CA1")
        }
    }

    @Test("news that is none is told apart: only the first of each counts")
    func noNews() {
        var call = CallRecord.make()
        let once: [CallEvent.Kind] = [
            .dialed(twilioCallSID: "CA1"), .status(.ringing, duration: nil), .status(.completed, duration: nil),
            .status(.completed, duration: 5), .ended(.agentEnded, detail: ""),
        ]
        for kind in once {
            let isNews = call.apply(.make(kind, at: 1))
            #expect(isNews)
        }
        for kind in once + [.status(.initiated, duration: nil), .ended(.callerHungUp, detail: "")] {
            let isNews = call.apply(.make(kind, at: 9))
            #expect(!isNews)
        }
        #expect(call.updatedAt == .make(1))
        for kind in CallEvent.Kind.samples.dropFirst(3).dropLast() {
            let isNews = call.apply(.make(kind, at: 9))
            #expect(isNews)
        }
    }
}
