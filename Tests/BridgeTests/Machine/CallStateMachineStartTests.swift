import Audio
import Calls
import ElevenLabs
import Testing
import Twilio
import WebSocket

@testable import Bridge

@Suite("A call's beginning") struct CallStateMachineStartTests {
    let t0 = Make.t0

    @Test("a stream is judged, its agent dialed, greeted with the variables, and talks once the metadata is there")
    func wholeBeginning() {
        var machine = Make.awaitingStart()
        let start = Make.start()
        #expect(machine.nextDeadline == t0 + .seconds(10))
        #expect(machine.streamStarted(start, at: t0) == [.judge(start)])
        #expect(
            machine.judged(.admitted(Make.ticket), variables: ["name": "Ada"], at: t0) == [
                .record(.streamStarted(streamSID: "MZ1")), .dialAgent(elevenLabsAgentID: "agent_1"),
            ])
        #expect(machine.nextDeadline == t0 + .seconds(1), "the hold sound")
        #expect(machine.timerFired(at: t0 + .seconds(1)) == [.playHoldSound])
        let connected = t0 + .seconds(1)
        #expect(machine.agentConnected(at: connected) == [.sendInitiation(dynamicVariables: ["name": "Ada"])])
        #expect(machine.nextDeadline == connected + .milliseconds(200), "more of it")
        #expect(
            machine.agentSaid(Make.metadata(speaks: "pcm_24000", hears: "ulaw_8000"), at: connected) == [
                .record(
                    .conversationStarted(
                        conversationID: "conv_1", agentOutput: "pcm_24000", userInput: "ulaw_8000")),
                .openAudio(agentHears: .muLaw8000, agentSpeaks: .pcm24000),
            ])
        #expect(machine.nextDeadline == t0 + .seconds(15))
    }

    @Test("without a start the socket is closed with 1008 at the deadline, and nothing is written down")
    func noStart() {
        var machine = Make.awaitingStart()
        #expect(machine.timerFired(at: t0 + .seconds(9)) == [])
        #expect(
            machine.timerFired(at: t0 + .seconds(10)) == [
                .closeStream(.policyViolation, reason: "no start"), .retire,
            ])
        #expect(machine.nextDeadline == nil)
    }

    @Test("a stranger is closed with 1008: no agent is dialed, nothing is written down")
    func stranger() {
        var machine = Make.judging()
        #expect(
            machine.judged(.stranger, at: t0) == [.closeStream(.policyViolation, reason: "not admitted"), .retire])
    }

    @Test("a stranger who leaves before its start leaves no trace")
    func strangerLeaves() {
        var machine = Make.awaitingStart()
        #expect(machine.streamClosed(Make.closed(1006, wasClean: false), at: t0) == [.retire])
    }

    @Test("a second stream of a call is closed with 1008 and does not end the call in the log")
    func secondStream() {
        var machine = Make.judging()
        #expect(
            machine.judged(.secondStream, at: t0) == [
                .record(.problem(code: "stream-refused", message: "a second stream, MZ1, was closed")),
                .closeStream(.policyViolation, reason: "the call has a stream"), .retire,
            ])
    }

    @Test(
        "a stream of another format is refused and its call ended",
        arguments: [
            Make.start(encoding: "audio/x-l16"), Make.start(sampleRate: 16000), Make.start(channels: 2),
        ])
    func otherFormat(_ start: StreamStart) {
        var machine = Make.awaitingStart()
        _ = machine.streamStarted(start, at: t0)
        #expect(
            machine.judged(.admitted(Make.ticket), at: t0) == [
                .record(.streamStarted(streamSID: "MZ1")), .hangUp(.silence),
            ])
        let detail = "the stream is \(start.encoding) \(start.sampleRate) Hz, \(start.channels) channels"
        #expect(machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.streamRefused, detail))
    }

    @Test("a second start on the same socket is a problem and changes nothing")
    func doubleStart() {
        var machine = Make.talking()
        #expect(
            machine.streamStarted(Make.start(), at: t0) == [
                .record(.problem(code: "stream-protocol", message: "a second start for stream MZ1"))
            ])
        #expect(machine.callerSent() == .toAgent)
    }

    @Test(
        "a caller who leaves while the ticket is judged is written down once the judgement falls, and nobody is dialed")
    func leavesWhileJudged() {
        var machine = Make.judging()
        #expect(machine.streamStopped(at: t0) == [])
        #expect(machine.streamClosed(Make.closed(1000), at: t0) == [])
        #expect(
            machine.judged(.admitted(Make.ticket), at: t0) == [.record(.streamStarted(streamSID: "MZ1"))]
                + Make.ended(.callerHungUp, closing: nil))
    }

    @Test("a stop before the metadata ends the call: the agent's socket with 1000 first, then the media socket")
    func stopBeforeMetadata() {
        var machine = Make.awaitingMetadata()
        #expect(machine.streamStopped(at: t0) == [.closeAgent(.normal)] + Make.ended(.callerHungUp))
        #expect(machine.agentSaid(Make.metadata(), at: t0) == [])
    }

    @Test("a stop while the agent is dialed gives the attempt up; a socket that still opens is closed")
    func stopWhileDialing() {
        var machine = Make.dialing()
        #expect(machine.streamStopped(at: t0) == [.cancelDial] + Make.ended(.callerHungUp))
        #expect(machine.agentConnected(at: t0) == [.closeAgent(.normal)])
        #expect(machine.agentDialFailed(.refusedOnce, at: t0) == [])
    }
}

@Suite("Reaching the agent") struct CallStateMachineDialTests {
    let t0 = Make.t0

    @Test("a failed attempt is repeated once, a moment later")
    func repeatedOnce() {
        var limits = CallLimits()
        limits.holdAfter = nil
        var machine = Make.dialing(limits: limits)
        #expect(
            machine.agentDialFailed(.refusedOnce, at: t0) == [
                .record(.problem(code: "agent-connect", message: "refused"))
            ])
        #expect(machine.nextDeadline == t0 + .milliseconds(250))
        #expect(machine.timerFired(at: t0 + .milliseconds(249)) == [])
        #expect(machine.timerFired(at: t0 + .milliseconds(250)) == [.dialAgent(elevenLabsAgentID: "agent_1")])
        #expect(machine.nextDeadline == t0 + .seconds(5))
        #expect(machine.agentDialFailed(.refusedOnce, at: t0 + .seconds(1)) == [.hangUp(.apology)])
        #expect(machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.agentUnreachable, "refused"))
    }

    @Test("what the vendor refuses is not asked again")
    func refusalIsFinal() {
        var machine = Make.dialing()
        let failure = AgentDialFailure(end: CallEnd(.agentRefused, "401"), isWorthRepeating: false)
        #expect(machine.agentDialFailed(failure, at: t0) == [.hangUp(.apology)])
        #expect(machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.agentRefused, "401"))
    }

    @Test("a failure too late for another attempt ends the call at once")
    func noTimeLeft() {
        var machine = Make.dialing()
        #expect(machine.agentDialFailed(.refusedOnce, at: t0 + .milliseconds(4800)) == [.hangUp(.apology)])
    }

    @Test("the whole budget is five seconds; then the attempt is given up and the caller told")
    func budget() {
        var machine = Make.dialing()
        #expect(machine.timerFired(at: t0 + .seconds(5)) == [.cancelDial, .hangUp(.apology)])
        #expect(
            machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.agentUnreachable, "no connection in time"))
    }

    @Test("an agent that never sends its metadata is given up after five seconds more")
    func silentAgent() {
        var limits = CallLimits()
        limits.holdAfter = nil
        var machine = Make.awaitingMetadata(limits: limits)
        #expect(machine.nextDeadline == t0 + .seconds(5))
        #expect(machine.timerFired(at: t0 + .milliseconds(4999)) == [])
        #expect(machine.timerFired(at: t0 + .seconds(5)) == [.closeAgent(.normal), .hangUp(.apology)])
        #expect(machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.agentSilent, "no metadata in time"))
    }

    @Test(
        "an agent that refuses after the upgrade ends the call with its code and words",
        arguments: [
            (1008, "Missing required dynamic variables"), (3000, "The AI agent does not exist."), (4300, ""),
            (1000, ""),
        ] as [(UInt16, String)])
    func refusesAfterUpgrade(code: UInt16, words: String) {
        var machine = Make.awaitingMetadata()
        #expect(machine.agentClosed(Make.closed(code, words), at: t0) == [.hangUp(.apology)])
        let detail = words.isEmpty ? "\(code)" : "\(code) \(words)"
        #expect(machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.agentRefused, detail))
    }

    @Test("an agent lost before its metadata was dropped, not refused")
    func lostBeforeMetadata() {
        var machine = Make.awaitingMetadata()
        #expect(machine.agentClosed(Make.closed(1006, "reset", wasClean: false), at: t0) == [.hangUp(.apology)])
        #expect(machine.hangUpFinished(failure: nil, at: t0) == Make.ended(.agentDropped, "1006 reset"))
    }

    @Test(
        "an agent with a format that is not among the seven is left, and the formats named",
        arguments: [("opus_48000", "pcm_16000"), ("pcm_16000", "pcm_11025"), ("", "")])
    func unsupportedFormat(speaks: String, hears: String) {
        var machine = Make.awaitingMetadata()
        #expect(
            machine.agentSaid(Make.metadata(speaks: speaks, hears: hears), at: t0) == [
                .closeAgent(.normal), .hangUp(.apology),
            ])
        #expect(
            machine.hangUpFinished(failure: nil, at: t0)
                == Make.ended(.unsupportedFormat, "speaks \(speaks), hears \(hears)"))
    }
}

extension AgentDialFailure {
    /// A connection refused: it may be better a moment later.
    static let refusedOnce = AgentDialFailure(end: CallEnd(.agentUnreachable, "refused"), isWorthRepeating: true)
}
