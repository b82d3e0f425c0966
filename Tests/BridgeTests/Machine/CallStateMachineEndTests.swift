import Calls
import ElevenLabs
import TestSupport
import Testing
import Transport
import Twilio
import WebSocket

@testable import Bridge

@Suite("How a call ends") struct CallStateMachineEndTests {
    let t0 = Make.t0

    @Test("case 2: the caller hangs up; the agent's socket is closed first, and no REST is needed")
    func callerHangsUp() {
        var machine = Make.talking()
        #expect(machine.streamStopped(at: t0) == [.closeAgent(.normal)] + Make.ended(.callerHungUp))
        #expect(machine.streamClosed(Make.closed(1000), at: t0) == [])
        #expect(machine.agentClosed(Make.closed(1000), at: t0) == [])
    }

    @Test("case 2: a clean close without stop is the caller's too")
    func cleanClose() {
        var machine = Make.talking()
        #expect(
            machine.streamClosed(Make.closed(1000), at: t0) == [.closeAgent(.normal)]
                + Make.ended(.callerHungUp, "1000", closing: nil))
    }

    @Test("case 3: a lost stream closes the agent and ends the call by REST, for it may still be up")
    func streamLost() {
        var machine = Make.talking()
        let lost = Make.closed(1006, "reset", wasClean: false)
        #expect(machine.streamClosed(lost, at: t0) == [.closeAgent(.normal), .hangUp(.silence)])
        #expect(
            machine.hangUpFinished(failure: "404", at: t0) == [.record(.problem(code: "hang-up", message: "404"))]
                + Make.ended(.streamLost, "1006 reset", closing: nil))
    }

    @Test("case 3: fifteen seconds without media end the call; each frame moves the deadline")
    func streamSilent() {
        var machine = Make.talking()
        _ = machine.callerSent(at: t0 + .seconds(10))
        #expect(machine.nextDeadline == t0 + .seconds(25))
        #expect(machine.timerFired(at: t0 + .seconds(15)) == [])
        #expect(machine.timerFired(at: t0 + .seconds(25)) == [.closeAgent(.normal), .hangUp(.silence)])
        #expect(
            machine.hangUpFinished(failure: nil, at: t0)
                == Make.ended(.streamSilent, frames: Make.frames(fromCaller: 1, toAgent: 1)))
    }

    @Test("case 4: an agent that closes with 1000 is heard to the end before the call is ended")
    func agentEnds() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        #expect(machine.agentClosed(Make.closed(1000), at: t0) == [.finishResponse(mark: "r1")])
        machine.responseFinished(mark: "r1", at: t0)
        #expect(machine.nextDeadline == t0 + .seconds(3))
        #expect(machine.callerSent() == .dropped)
        #expect(machine.markReturned("r1", at: t0 + .seconds(1)) == [.hangUp(.silence)])
        let frames = Make.frames(fromCaller: 1, fromAgent: 1, toCaller: 1, dropped: 1)
        #expect(
            machine.hangUpFinished(failure: nil, at: t0)
                == Make.ended(
                    .agentEnded, "1000", frames: frames, sound: Make.sound(received: 8000, played: 8000)))
    }

    @Test("case 4: a last mark that never comes back is waited for two seconds beyond the sound")
    func lastMarkIsLate() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        Make.finish(&machine)
        #expect(machine.agentClosed(Make.closed(1000), at: t0) == [])
        _ = machine.callerSent(at: t0 + .seconds(2))
        #expect(machine.timerFired(at: t0 + .milliseconds(2999)) == [])
        #expect(machine.timerFired(at: t0 + .seconds(3)) == [.hangUp(.silence)])
    }

    @Test("case 4: an agent that closes when all was played ends the call at once")
    func nothingToDrain() {
        var machine = Make.talking()
        Make.speak(&machine)
        _ = machine.markReturned(Make.finish(&machine) ?? "", at: t0)
        #expect(machine.agentClosed(Make.closed(1000), at: t0) == [.hangUp(.silence)])
    }

    @Test("case 4: of two marks both must come back")
    func twoMarks() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        Make.finish(&machine)
        Make.speak(&machine, eventID: 2)
        #expect(machine.agentClosed(Make.closed(1000), at: t0) == [.finishResponse(mark: "r2")])
        machine.responseFinished(mark: "r2", at: t0)
        #expect(machine.markReturned("r1", at: t0) == [])
        #expect(machine.markReturned("unheard of", at: t0) == [])
        #expect(machine.markReturned("r2", at: t0) == [.hangUp(.silence)])
    }

    @Test("case 4: after end_call the farewell is still relayed, and the agent's close starts the drain")
    func endCall() {
        var machine = Make.talking()
        let endCall = AgentToolResponse(id: "e", name: "end_call", kind: "system", isError: false)
        #expect(machine.agentSaid(.agentToolResponse(endCall), at: t0).count == 1)
        #expect(machine.agentSent(eventID: 9) == .toCaller)
        _ = machine.soundBegins(eventID: 9, at: t0)
        Make.send(&machine)
        #expect(machine.callerSent() == .toAgent)
        #expect(machine.agentClosed(Make.closed(1000), at: t0) == [.finishResponse(mark: "r1")])
        machine.responseFinished(mark: "r1", at: t0)
        #expect(machine.markReturned("r1", at: t0) == [.hangUp(.silence)])
    }

    @Test("case 4: an agent that does not close after end_call is closed once its words were played and a while passed")
    func endCallWithoutClose() {
        var machine = Make.talking()
        Make.speak(&machine)
        let endCall = AgentToolResponse(id: "e", name: "end_call", kind: "system", isError: false)
        _ = machine.agentSaid(.agentToolResponse(endCall), at: t0)
        #expect(machine.nextDeadline == t0 + .seconds(6))
        #expect(machine.timerFired(at: t0 + .seconds(6)) == [.closeAgent(.normal), .hangUp(.silence)])
        #expect(
            machine.hangUpFinished(failure: nil, at: t0).contains(.record(.ended(.agentEnded, detail: "end_call"))))
    }

    @Test("case 4: an end_call that failed ends nothing")
    func failedEndCall() {
        var machine = Make.talking()
        let endCall = AgentToolResponse(id: "e", name: "end_call", kind: "system", isError: true)
        _ = machine.agentSaid(.agentToolResponse(endCall), at: t0)
        #expect(machine.nextDeadline == t0 + .seconds(15))
    }

    @Test("case 4: a caller who hangs up during the last words does not change why the call ended")
    func hangsUpDuringDrain() {
        var machine = Make.talking()
        Make.speak(&machine)
        Make.finish(&machine)
        _ = machine.agentClosed(Make.closed(1000), at: t0)
        let ended = Make.ended(
            .agentEnded, "1000", frames: Make.frames(fromAgent: 1, toCaller: 1),
            sound: Make.sound(received: 8000, played: 160, cleared: 7840))
        var stopped = machine
        #expect(stopped.streamStopped(at: t0) == ended)
        var reported = machine
        #expect(reported.endRequested(.callerHungUp, at: t0) == ended)
        var lost = machine
        #expect(lost.streamClosed(Make.closed(1006, wasClean: false), at: t0) == [.hangUp(.silence)])
    }

    @Test(
        "case 5: an agent lost in mid-call is apologised for at once; nothing is drained",
        arguments: [
            (1002, "llm_timeout", true, .agentDropped), (1008, "", true, .agentDropped),
            (1006, "", false, .agentDropped),
            (1011, "", true, .agentDropped), (1005, "", true, .agentDropped), (3000, "no credit", true, .agentRefused),
            (4300, "", true, .agentRefused),
        ] as [(UInt16, String, Bool, CallEndReason)])
    func agentLost(code: UInt16, words: String, wasClean: Bool, reason: CallEndReason) {
        var machine = Make.talking()
        Make.speak(&machine)
        #expect(machine.agentClosed(Make.closed(code, words, wasClean: wasClean), at: t0) == [.hangUp(.apology)])
        let ended = Make.ended(
            reason, words.isEmpty ? "\(code)" : "\(code) \(words)", frames: Make.frames(fromAgent: 1, toCaller: 1),
            sound: Make.sound(received: 8000, played: 160, cleared: 7840))
        #expect(machine.hangUpFinished(failure: nil, at: t0) == ended)
    }

    @Test("case 5: without REST the media socket is closed at once, and TwiML hangs up")
    func agentLostWithoutREST() {
        var machine = Make.talking(canHangUp: false)
        #expect(
            machine.agentClosed(Make.closed(1006, wasClean: false), at: t0) == Make.ended(.agentDropped, "1006"))
    }

    @Test("case 6: the longest call is drained, ten seconds at most, and ends with a goodbye")
    func longestCall() {
        var limits = CallLimits()
        limits.maximumDuration = .seconds(60)
        var machine = Make.talking(limits: limits)
        for second in 1...60 { _ = machine.callerSent(at: t0 + .seconds(second)) }
        let end = t0 + .seconds(60)
        #expect(machine.nextDeadline == end)
        var quiet = machine
        #expect(quiet.timerFired(at: end) == [.closeAgent(.normal), .hangUp(.goodbye)])
        for _ in 0..<30 { Make.speak(&machine, at: end) }
        #expect(machine.timerFired(at: end) == [.finishResponse(mark: "r1"), .closeAgent(.normal)])
        machine.responseFinished(mark: "r1", at: t0)
        #expect(machine.nextDeadline == end + .seconds(10))
        #expect(machine.agentSent(eventID: 1) == .dropped)
        #expect(machine.agentSaid(.ping(eventID: 1), at: end) == [])
        #expect(machine.timerFired(at: end + .seconds(10)) == [.hangUp(.goodbye)])
        let last = machine.hangUpFinished(failure: nil, at: end)
        #expect(last.contains(.record(.ended(.maximumDuration, detail: ""))))
    }

    @Test("case 7: a user hangs up: no words, and a REST that does not answer is waited for three seconds")
    func userHangsUp() {
        var machine = Make.talking()
        #expect(machine.endRequested(.hungUpByUser, at: t0) == [.closeAgent(.normal), .hangUp(.silence)])
        #expect(machine.endRequested(.hungUpByUser, at: t0) == [])
        #expect(machine.nextDeadline == t0 + .seconds(3))
        #expect(
            machine.timerFired(at: t0 + .seconds(3)) == [
                .record(.problem(code: "hang-up", message: "no answer in time"))
            ] + Make.ended(.hungUpByUser))
        #expect(machine.hangUpFinished(failure: nil, at: t0) == [])
    }

    @Test("case 7: the bridge goes down: a goodbye, and the media socket with 1001")
    func shutdown() {
        var machine = Make.talking()
        #expect(machine.endRequested(.bridgeShutdown, at: t0) == [.closeAgent(.normal), .hangUp(.goodbye)])
        #expect(
            machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.bridgeShutdown, closing: .goingAway))
        var waiting = Make.awaitingStart()
        #expect(waiting.endRequested(.bridgeShutdown, at: t0).last == .retire)
    }

    @Test("Twilio's stop and close while the call is hung up by REST end it without waiting for the answer")
    func stopWhileHangingUp() {
        var machine = Make.talking()
        _ = machine.endRequested(.hungUpByUser, at: t0)
        var closed = machine
        #expect(machine.streamStopped(at: t0) == Make.ended(.hungUpByUser))
        #expect(closed.streamClosed(Make.closed(1000), at: t0) == Make.ended(.hungUpByUser, closing: nil))
        #expect(closed.hangUpFinished(failure: nil, at: t0) == [])
    }

    @Test("a webhook that saw the call end needs no REST")
    func reportedEnd() {
        var machine = Make.dialing()
        #expect(machine.endRequested(.callerHungUp, at: t0) == [.cancelDial] + Make.ended(.callerHungUp))
    }

    @Test("an end asked for while the ticket is judged takes effect when the judgement falls")
    func endWhileJudged() {
        var machine = Make.judging()
        #expect(machine.endRequested(.hungUpByUser, at: t0) == [])
        #expect(
            machine.judged(.admitted(Make.ticket), at: t0) == [
                .record(.streamStarted(streamSID: "MZ1")), .hangUp(.silence),
            ])
    }

    @Test("whatever happens in whatever order, a call that began ends exactly once and is retired exactly once")
    func everythingAtOnce() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            var machine = Make.awaitingStart(canHangUp: Bool.random(using: &random))
            var now = t0
            var actions: [CallAction] = []
            for _ in 0..<40 {
                now += .milliseconds(Int.random(in: 0...800, using: &random))
                actions += Chaos.step(&machine, at: now, using: &random)
            }
            actions += machine.streamClosed(Make.closed(1006, wasClean: false), at: now)
            actions += machine.judged(.admitted(Make.ticket), at: now)
            actions += machine.hangUpFinished(failure: nil, at: now)
            let ended = actions.count { if case .record(.ended) = $0 { true } else { false } }
            let began = actions.contains(.record(.streamStarted(streamSID: "MZ1")))
            #expect(ended == (began ? 1 : 0), "seed \(seed)")
            #expect(actions.count { $0 == .retire } == 1, "seed \(seed)")
            #expect(actions.last == .retire || machine.nextDeadline == nil, "seed \(seed)")
            #expect(machine.nextDeadline == nil, "seed \(seed)")
            let counts = machine.counts
            #expect(counts.fromCaller >= counts.toAgent, "seed \(seed)")
        }
    }
}

/// One thing that may happen to a call, whether it makes sense or not.
private enum Chaos {
    static func step(
        _ machine: inout CallStateMachine, at now: ContinuousClock.Instant, using random: inout SeededGenerator
    ) -> [CallAction] {
        switch Int.random(in: 0..<24, using: &random) {
        case 0, 1, 2: return machine.streamStarted(Make.start(), at: now)
        case 3, 4, 5: return machine.judged(.admitted(Make.ticket), at: now)
        case 6, 7, 8: return machine.agentConnected(at: now)
        case 9, 10, 11: return machine.agentSaid(Make.metadata(), at: now)
        case 12: return machine.streamClosed(Make.closed(1000), at: now)
        case 13: return machine.agentClosed(Make.closed(random.next() % 2 == 0 ? 1000 : 1002), at: now)
        case 14: return machine.timerFired(at: now)
        case 15: return machine.hangUpFinished(failure: "x", at: now)
        case 16: return machine.agentDialFailed(.refusedOnce, at: now)
        case 17: return machine.agentSaid(.interruption(eventID: Int.random(in: 0..<9, using: &random)), at: now)
        case 18: return machine.markReturned("r\(Int.random(in: 0..<9, using: &random))", at: now)
        case 19: return machine.streamCongested(random.next() % 2 == 0, at: now)
        case 20: return random.next() % 4 == 0 ? machine.endRequested(.hungUpByUser, at: now) : []
        case 21: return random.next() % 4 == 0 ? machine.streamStopped(at: now) : []
        case 22:
            _ = machine.callerSent(at: now)
            return []
        default:
            guard machine.agentSent(eventID: Int.random(in: 0..<9, using: &random)) != .dropped else { return [] }
            Make.carryOut(machine.soundBegins(eventID: 1, at: now), &machine, at: now)
            Make.send(&machine, count: 160, at: now)
            Make.finish(&machine, at: now)
            return []
        }
    }
}
