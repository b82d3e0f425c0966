import Audio
import Calls
import ElevenLabs
import Testing
import WebSocket

@testable import Bridge

@Suite("The deadlines of a call") struct CallStateMachineDeadlineTests {
    let t0 = Make.t0

    private static let endCall = ConversationEvent.agentToolResponse(
        AgentToolResponse(id: "e", name: "end_call", kind: "system", isError: false))

    /// A second of a tone goes to the caller.
    private func sound(_ machine: inout CallStateMachine, eventID: Int, at now: ContinuousClock.Instant) {
        _ = machine.agentSent(eventID: eventID)
        Make.carryOut(machine.soundBegins(eventID: eventID, at: now), &machine, at: now)
        machine.received(8000, holding: 0)
        let loud = (0..<8000).map { UInt8($0 % 8 < 4 ? 0x20 : 0xA0) }
        Make.carryOut(machine.sentToCaller(loud.span, at: now), &machine, at: now)
    }

    @Test(
        "a response whose mark and whose caller's frames fail to come is settled when asked in time, not asked for ever"
    )
    func stalledStream() {
        var machine = Make.talking()
        _ = machine.agentSaid(.agentResponse(text: "Good day", eventID: 1, responseID: nil), at: t0)
        Make.speak(&machine)
        Make.finish(&machine)
        // A second of sound and the grace of two.
        #expect(machine.nextDeadline == t0 + .seconds(3))
        let heard = HeardResponse(
            text: "Good day", heard: "Good day", isCut: false, basis: .whole, responseID: nil, eventID: 1,
            received: 8000, played: 8000)
        #expect(machine.timerFired(at: t0 + .seconds(3)) == [.record(.agentHeard(heard))])
        #expect(machine.nextDeadline == t0 + .seconds(15))
    }

    @Test("an agent that goes on talking after end_call does not outlast the longest call")
    func endlessGoodbye() {
        var limits = CallLimits()
        limits.maximumDuration = .seconds(60)
        var machine = Make.talking(limits: limits)
        _ = machine.agentSaid(Self.endCall, at: t0)
        for second in 0..<90 { Make.speak(&machine, at: t0 + .seconds(second)) }
        _ = machine.callerSent(at: t0 + .seconds(69))
        // The longest drain beyond it.
        #expect(machine.nextDeadline == t0 + .seconds(70))
        #expect(machine.timerFired(at: t0 + .seconds(69)) == [])
        #expect(machine.timerFired(at: t0 + .seconds(70)) == [.closeAgent(.normal), .hangUp(.silence)])
    }

    @Test("dead air ends the call with a goodbye, counted from the end of the last sound")
    func deadAir() {
        var limits = CallLimits()
        limits.deadAir = .seconds(5)
        var machine = Make.talking(limits: limits)
        #expect(machine.nextDeadline == t0 + .seconds(5))
        sound(&machine, eventID: 1, at: t0 + .seconds(1))
        #expect(machine.timerFired(at: t0 + .seconds(5)) == [])
        #expect(machine.nextDeadline == t0 + .seconds(7))
        #expect(machine.timerFired(at: t0 + .seconds(7)) == [.closeAgent(.normal), .hangUp(.goodbye)])
        #expect(
            machine.hangUpFinished(failure: nil, at: t0 + .seconds(7)).contains(
                .record(.ended(.deadAir, detail: "neither side made a sound for 5 s"))))
    }

    @Test("where dead air is only noted, it is noted once for each silence")
    func notedDeadAir() {
        var limits = CallLimits()
        limits.deadAir = .seconds(5)
        limits.endsDeadAir = false
        var machine = Make.talking(limits: limits)
        let note: [CallAction] = [
            .record(.problem(code: "dead-air", message: "neither side made a sound for 5 s"))
        ]
        #expect(machine.timerFired(at: t0 + .seconds(5)) == note)
        #expect(machine.timerFired(at: t0 + .seconds(6)) == [])
        #expect(machine.nextDeadline == t0 + .seconds(15))
        sound(&machine, eventID: 1, at: t0 + .seconds(6))
        #expect(machine.nextDeadline == t0 + .seconds(12))
        #expect(machine.timerFired(at: t0 + .seconds(12)) == note)
    }

    @Test("sound that an interruption took back breaks no silence")
    func deadAirAfterInterruption() {
        var limits = CallLimits()
        limits.deadAir = .seconds(5)
        var machine = Make.talking(limits: limits)
        for _ in 0..<8 { sound(&machine, eventID: 1, at: t0) }
        _ = machine.agentSaid(.interruption(eventID: 1), at: t0 + .seconds(2))
        #expect(machine.nextDeadline == t0 + .seconds(7))
    }

    @Test("without a limit there is no dead air")
    func noDeadAir() {
        var limits = CallLimits()
        limits.deadAir = nil
        var machine = Make.talking(limits: limits)
        _ = machine.callerSent(at: t0 + .seconds(100))
        #expect(machine.nextDeadline == t0 + .seconds(115))
        #expect(machine.timerFired(at: t0 + .seconds(100)) == [])
    }

    @Test("a goodbye that the caller answers is called off, and the talk goes on")
    func calledOff() {
        var machine = Make.talking()
        Make.speak(&machine)
        _ = machine.agentSaid(Self.endCall, at: t0)
        let actions = callerSpeaks(&machine, from: t0 + .milliseconds(100))
        #expect(actions == [.record(.hangUpCalledOff)])
        #expect(machine.callerPressed("1", at: t0) == [.record(.keypad(digit: "1")), .sendKey("1")])
    }

    @Test("it is not where the caller was speaking before, where it is not to be, or where the agent is gone")
    func notCalledOff() {
        var before = Make.talking()
        _ = callerSpeaks(&before, from: t0)
        Make.speak(&before)
        _ = before.agentSaid(Self.endCall, at: t0 + .milliseconds(400))
        #expect(callerSpeaks(&before, from: t0 + .milliseconds(400)) == [])

        var limits = CallLimits()
        limits.goodbyeYields = false
        var finishing = Make.talking(limits: limits)
        Make.speak(&finishing)
        _ = finishing.agentSaid(Self.endCall, at: t0)
        #expect(callerSpeaks(&finishing, from: t0 + .milliseconds(100)) == [])

        var alone = Make.talking()
        Make.speak(&alone)
        Make.finish(&alone)
        _ = alone.agentClosed(Make.closed(1000), at: t0)
        #expect(callerSpeaks(&alone, from: t0 + .milliseconds(100)) == [])
    }

    /// Twenty frames of a loud caller's, one every 20 ms.
    private func callerSpeaks(
        _ machine: inout CallStateMachine, from start: ContinuousClock.Instant
    ) -> [CallAction] {
        let loud = (0..<160).map { UInt8($0 % 8 < 4 ? 0x20 : 0xA0) }
        return (0..<20).flatMap { number in
            let timestamp = Int(t0.duration(to: start) / .milliseconds(1)) + 20 * number
            return machine.callerSpoke(loud.span, timestamp: timestamp, at: t0 + .milliseconds(timestamp))
        }
    }
}
