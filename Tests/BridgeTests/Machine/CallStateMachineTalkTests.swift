import Calls
import ElevenLabs
import Testing
import Transport
import Twilio
import WebSocket

@testable import Bridge

@Suite("The caller's frames") struct CallerFrameTests {
    let t0 = Make.t0

    @Test("what the caller says before the metadata is held and goes out in order before anything later")
    func heldAndFlushed() {
        var machine = Make.judging()
        #expect(machine.callerSent(payload: Array("AAAA".utf8)) == .held)
        _ = machine.judged(.admitted(Make.ticket), at: t0)
        #expect(machine.callerSent(payload: Array("BBBB".utf8)) == .held)
        _ = machine.agentConnected(at: t0)
        #expect(machine.callerSent(payload: Array("CCCC".utf8)) == .held)
        let sent = machine.agentSaid(Make.metadata(), at: t0).compactMap { action -> [[UInt8]]? in
            guard case .sendHeld(let held) = action else { return nil }
            return held.frames
        }
        #expect(sent == [[Array("AAAA".utf8), Array("BBBB".utf8), Array("CCCC".utf8)]])
        #expect(machine.callerSent() == .toAgent)
        #expect(machine.counts.fromCaller == 4)
        #expect(machine.counts.toAgent == 4)
        #expect(machine.counts.dropped == 0)
    }

    @Test("one second is held: of 60 frames the oldest ten are dropped and counted")
    func holdIsBounded() {
        var machine = Make.dialing()
        for number in 0..<60 {
            #expect(machine.callerSent(payload: Array("AA\(10 + number)".utf8)) == .held)
        }
        _ = machine.agentConnected(at: t0)
        let frames = machine.agentSaid(Make.metadata(), at: t0).flatMap { action -> [[UInt8]] in
            guard case .sendHeld(let held) = action else { return [] }
            return held.frames
        }
        #expect(frames.count == 50)
        #expect(frames.first == Array("AA20".utf8))
        #expect(frames.last == Array("AA69".utf8))
        #expect(machine.counts.dropped == 10)
    }

    @Test("frames that were held when the call ended count as dropped")
    func heldAtTheEnd() {
        var machine = Make.dialing()
        _ = machine.callerSent()
        _ = machine.callerSent()
        #expect(
            machine.streamStopped(at: t0) == [.cancelDial]
                + Make.ended(.callerHungUp, frames: Make.frames(fromCaller: 2, dropped: 2)))
    }

    @Test("frames before the start, after the end and without sound are dropped")
    func dropped() {
        var early = Make.awaitingStart()
        #expect(early.callerSent() == .dropped)
        var late = Make.talking()
        _ = late.streamStopped(at: t0)
        #expect(late.callerSent() == .dropped)
        var empty = Make.talking()
        #expect(empty.callerSent(payload: []) == .dropped)
        #expect(empty.counts.dropped == 1)
    }

    @Test("an agent that takes no bytes loses new frames, which are counted, until it takes them again")
    func congestedAgent() {
        var machine = Make.talking()
        #expect(machine.agentCongested(true).count == 1)
        #expect(machine.callerSent() == .dropped)
        #expect(machine.agentCongested(false) == [])
        #expect(machine.callerSent() == .toAgent)
        #expect(machine.counts.dropped == 1)
    }

    @Test("a frame that is no Base64 is a problem, is counted as dropped, and the call goes on")
    func unreadable() {
        var machine = Make.talking()
        #expect(
            machine.callerFrameUnreadable(at: t0) == [
                .record(.problem(code: "stream-message", message: "media.payload is no Base64"))
            ])
        #expect(machine.counts.toAgent == 0)
        #expect(machine.counts.dropped == 1)
        #expect(machine.callerSent() == .toAgent)
    }

    @Test("timestamps that are none change nothing", arguments: [Int.min, -1, 999_999_999_999_999_999, Int.max])
    func hostileTimestamps(_ timestamp: Int) {
        var machine = Make.talking()
        Make.speak(&machine)
        let frame = [UInt8](repeating: 0xFF, count: 160)
        _ = machine.callerSpoke(frame.span, timestamp: 100, at: t0)
        _ = machine.callerSpoke(frame.span, timestamp: timestamp, at: t0 + .milliseconds(20))
        _ = machine.callerSpoke(frame.span, timestamp: 140, at: t0 + .milliseconds(40))
        #expect(machine.streamClock.lastTimestamp == 140)
        #expect((160...480).contains(machine.ledger.totals.played))
        #expect(machine.ledger.totals.isBalanced)
    }

    @Test("keys are written down and told to the agent; those pressed before it is there are told when it is")
    func keys() {
        var machine = Make.dialing()
        #expect(machine.callerPressed("1", at: t0) == [.record(.keypad(digit: "1"))])
        _ = machine.agentConnected(at: t0)
        #expect(machine.agentSaid(Make.metadata(), at: t0).last == .sendKey("1"))
        #expect(machine.callerPressed("#", at: t0) == [.record(.keypad(digit: "#")), .sendKey("#")])
        var held = Make.dialing()
        let recorded = (0..<40).flatMap { _ in held.callerPressed("5", at: t0) }
        #expect(recorded.count == 32)
    }
}

@Suite("The agent's frames") struct AgentFrameTests {
    let t0 = Make.t0

    @Test("sound before the metadata has no format and is dropped")
    func beforeMetadata() {
        var machine = Make.awaitingMetadata()
        #expect(machine.agentSent(eventID: 1) == .dropped)
        var early = Make.awaitingStart()
        #expect(early.agentSent(eventID: 1) == .dropped)
    }

    @Test("the end of a response is marked once, with names that are never used twice")
    func marks() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        #expect(machine.responseEnded() == [.finishResponse(mark: "r1")])
        machine.responseFinished(mark: "r1", at: t0)
        #expect(machine.responseEnded() == [])
        #expect(machine.agentSaid(.agentResponseComplete(eventID: 1), at: t0) == [])
        Make.speak(&machine, eventID: 2)
        #expect(machine.agentSaid(.agentResponseComplete(eventID: 2), at: t0) == [.finishResponse(mark: "r2")])
    }

    @Test("the caller's next turn ends a response that no message ended")
    func nextTurn() {
        var machine = Make.talking()
        Make.speak(&machine)
        #expect(
            machine.agentSaid(.userTranscript(text: "yes", eventID: 2), at: t0) == [
                .finishResponse(mark: "r1"), .record(.userTranscript(text: "yes", eventID: 2)),
            ])
    }

    @Test("where ids name responses, sound of a new id ends the response before")
    func newEventID() {
        var machine = Make.talking()
        #expect(machine.agentSent(eventID: 1) == .toCaller)
        #expect(machine.agentSent(eventID: 1) == .toCaller)
        #expect(machine.agentSent(eventID: 2) == .toCallerAsNewResponse)
        #expect(machine.responseEnded() == [.finishResponse(mark: "r1")])
        #expect(machine.agentSent(eventID: 2) == .toCaller)
        #expect(machine.responseEnded() == [.finishResponse(mark: "r2")])
    }

    @Test("where ids count chunks, a response goes on across them")
    func chunkIDs() {
        var machine = Make.talking()
        for eventID in 1...5 { #expect(machine.agentSent(eventID: eventID) == .toCaller) }
        #expect(machine.responseEnded() == [.finishResponse(mark: "r1")])
        #expect(machine.responseEnded() == [])
    }

    @Test("the text of a later response ends the sound of the one before; that of the same does not")
    func nextText() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 3)
        let same = ConversationEvent.agentResponse(text: "a", eventID: 3, responseID: "x")
        #expect(
            machine.agentSaid(same, at: t0) == [.record(.agentResponse(text: "a", responseID: "x", eventID: 3))])
        let later = ConversationEvent.agentResponse(text: "b", eventID: 4, responseID: nil)
        #expect(
            machine.agentSaid(later, at: t0) == [
                .finishResponse(mark: "r1"), .record(.agentResponse(text: "b", responseID: nil, eventID: 4)),
            ])
    }

    @Test("a bare end of a response opens none")
    func bareEnd() {
        var machine = Make.talking()
        #expect(machine.agentSent(eventID: 1, isEmpty: true) == .toCaller)
        #expect(machine.responseEnded() == [])
    }

    @Test("sound that is no Base64 is a problem and counts as dropped")
    func unreadable() {
        var machine = Make.talking()
        _ = machine.agentSent(eventID: 1)
        #expect(machine.agentFrameUnreadable().count == 1)
        #expect(machine.counts.fromAgent == 1)
        #expect(machine.counts.dropped == 1)
    }

    @Test("a Twilio that takes no bytes stops the agent; beyond every bound, or for too long, the call ends")
    func congestedStream() {
        var machine = Make.talking()
        // One large message on a stream in order is no congestion.
        #expect(machine.agentSent(eventID: 1, queued: 4 << 20) == .toCaller)
        #expect(machine.streamCongested(true, at: t0) == [.readAgent(false)])
        #expect(machine.streamCongested(true, at: t0 + .seconds(1)) == [])
        #expect(machine.agentSent(eventID: 1, queued: 1 << 20) == .toCaller)
        #expect(machine.agentSent(eventID: 1, queued: 1 << 20 + 1) == .overflow)
        var overflowing = machine
        #expect(
            overflowing.streamOverflowed(at: t0) == [.readAgent(true), .closeAgent(.normal), .hangUp(.silence)])
        var stuck = machine
        #expect(stuck.nextDeadline == t0 + .seconds(10))
        #expect(
            stuck.timerFired(at: t0 + .seconds(10)) == [.readAgent(true), .closeAgent(.normal), .hangUp(.silence)])
        #expect(
            stuck.hangUpFinished(failure: nil, at: t0).contains(.record(.ended(.streamCongested, detail: ""))))
        #expect(machine.streamCongested(false, at: t0) == [.readAgent(true)])
        #expect(machine.agentSent(eventID: 1, queued: 2 << 20) == .toCaller)
    }
}

@Suite("Interruptions") struct InterruptionTests {
    let t0 = Make.t0

    @Test("what may still be played is cleared at once, and the converter starts afresh")
    func clears() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        #expect(
            machine.agentSaid(.interruption(eventID: 1), at: t0) == [
                .clearCaller, .resetAgentAudio, .record(.interruption(eventID: 1)),
            ])
        #expect(machine.responseEnded() == [])
    }

    @Test("nothing is cleared where nothing was sent, or all of it was played")
    func nothingToClear() {
        var machine = Make.talking()
        let quiet: [CallAction] = [.resetAgentAudio, .record(.interruption(eventID: 1))]
        #expect(machine.agentSaid(.interruption(eventID: 1), at: t0) == quiet)
        Make.speak(&machine, eventID: 2)
        let mark = Make.finish(&machine)
        #expect(machine.markReturned(mark ?? "", at: t0) == [])
        #expect(machine.agentSaid(.interruption(eventID: 2), at: t0).contains(.clearCaller) == false)
    }

    @Test("sound of an earlier id is stale, of a later id is not")
    func earlierIDs() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 5)
        _ = machine.agentSaid(.interruption(eventID: 5), at: t0)
        #expect(machine.agentSent(eventID: 4) == .dropped)
        #expect(machine.agentSent(eventID: 6) == .toCaller)
    }

    @Test("sound of the interruption's own id is stale where such sound had come before")
    func ownIDHeardBefore() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 5)
        _ = machine.agentSaid(.interruption(eventID: 5), at: t0)
        #expect(machine.agentSent(eventID: 5) == .dropped)
        #expect(machine.counts.dropped == 1)
    }

    @Test("the reply to a user_message may bear the interruption's own id; it is heard")
    func ownIDOfTheReply() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 4)
        _ = machine.agentSaid(.interruption(eventID: 5), at: t0)
        #expect(machine.agentSent(eventID: 4) == .dropped)
        #expect(machine.agentSent(eventID: 5) == .toCaller)
        #expect(machine.agentSent(eventID: 5) == .toCaller)
    }

    @Test("an interruption said twice does not make the reply stale")
    func saidTwice() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 4)
        _ = machine.agentSaid(.interruption(eventID: 5), at: t0)
        _ = machine.agentSaid(.interruption(eventID: 5), at: t0)
        #expect(machine.agentSent(eventID: 5) == .toCaller)
        // An old one, late, does not unmake the newer.
        _ = machine.agentSaid(.interruption(eventID: 2), at: t0)
        #expect(machine.agentSent(eventID: 4) == .dropped)
    }

    @Test("ids at the ends of the number range are ids like any other", arguments: [Int.min, Int.max])
    func extremeIDs(_ eventID: Int) {
        var machine = Make.talking()
        _ = machine.agentSent(eventID: eventID)
        _ = machine.agentSaid(.interruption(eventID: eventID), at: t0)
        #expect(machine.agentSent(eventID: eventID) == .dropped)
    }

    @Test("the mark of a stale end is not sent")
    func staleEnd() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 5)
        _ = machine.agentSaid(.interruption(eventID: 5), at: t0)
        // The session asks for the response's end only where the verdict sends the sound on.
        #expect(machine.agentSent(eventID: 5) == .dropped)
        #expect(machine.agentSaid(.agentResponseComplete(eventID: 5), at: t0) == [])
    }

    @Test("marks outstanding at the clear do not count as played when they come back")
    func clearedMarks() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        let mark = Make.finish(&machine) ?? ""
        _ = machine.agentSaid(.interruption(eventID: 1), at: t0 + .milliseconds(250))
        #expect(machine.ledger.totals.cleared == 5920)
        _ = machine.markReturned(mark, at: t0 + .milliseconds(300))
        #expect(machine.ledger.totals.played == 2080)
    }
}

@Suite("The agent's messages") struct AgentMessageTests {
    let t0 = Make.t0

    @Test("a ping is answered at once, also before the metadata")
    func ping() {
        var machine = Make.awaitingMetadata()
        #expect(machine.agentSaid(.ping(eventID: 7), at: t0) == [.sendPong(eventID: 7)])
        _ = machine.agentSaid(Make.metadata(), at: t0)
        #expect(machine.agentSaid(.ping(eventID: 8), at: t0) == [.sendPong(eventID: 8)])
    }

    @Test("every client tool call is answered exactly once, with an error that names the tool")
    func tools() {
        var machine = Make.talking()
        let call = ClientToolCall(id: "t1", name: "look_up", parameters: "{}", expectsResponse: false)
        let words = "Tool 'look_up' is not available on this bridge."
        #expect(
            machine.agentSaid(.clientToolCall(call), at: t0) == [
                .record(.toolCall(id: "t1", name: "look_up", parameters: "{}")),
                .sendToolResult(id: "t1", result: words, isError: true),
                .record(.toolResult(id: "t1", result: words, isError: true)),
            ])
        #expect(
            machine.agentSaid(.clientToolCall(call), at: t0) == [
                .record(.problem(code: "agent-tool", message: "asked twice for t1"))
            ])
        let other = ClientToolCall(id: "t2", name: "look_up", parameters: "{}", expectsResponse: nil)
        #expect(machine.agentSaid(.clientToolCall(other), at: t0).count == 3)
    }

    @Test("what the agent reports is written down as it came")
    func reports() {
        var machine = Make.talking()
        let correction = ConversationEvent.agentResponseCorrection(
            original: "one two", corrected: "one", eventID: 3, responseID: "x")
        #expect(
            machine.agentSaid(correction, at: t0) == [
                .record(.agentCorrection(original: "one two", corrected: "one", responseID: "x"))
            ])
        let response = AgentToolResponse(id: "t", name: "weather", kind: "webhook", isError: true)
        #expect(
            machine.agentSaid(.agentToolResponse(response), at: t0) == [
                .record(.toolReport(id: "t", name: "weather", kind: "webhook", isError: true))
            ])
        #expect(
            machine.agentSaid(.error(code: 1008, name: "missing_fields", message: nil), at: t0) == [
                .record(.problem(code: "agent-error", message: "1008 missing_fields"))
            ])
        #expect(machine.agentSaid(.error(code: nil, name: nil, message: nil), at: t0).count == 1)
    }

    @Test("a message of an unknown type is a problem once; a known one that we do not need is none")
    func unknownTypes() {
        var machine = Make.talking()
        let novelty = ConversationEvent.unrecognized(type: "novelty")
        #expect(
            machine.agentSaid(novelty, at: t0) == [
                .record(.problem(code: "agent-message-type", message: "novelty"))
            ])
        #expect(machine.agentSaid(novelty, at: t0) == [])
        #expect(machine.agentSaid(.unrecognized(type: "vad_score"), at: t0) == [])
        let many = (0..<200).flatMap { machine.agentSaid(.unrecognized(type: "x\($0)"), at: t0) }
        #expect(many.count == 49)
    }

    @Test("malformed messages are problems, ten at most, and the call goes on")
    func malformed() {
        var machine = Make.talking()
        #expect((0..<50).flatMap { _ in machine.agentNotUnderstood("notJSON") }.count == 10)
        #expect((0..<50).flatMap { _ in machine.streamNotUnderstood("notJSON") }.count == 10)
        #expect(machine.callerSent() == .toAgent)
    }

    @Test("metadata that comes twice is a problem and changes nothing")
    func metadataTwice() {
        var machine = Make.talking()
        #expect(machine.agentSaid(Make.metadata(speaks: "opus_48000"), at: t0).count == 1)
        #expect(machine.agentSent(eventID: 1) == .toCaller)
    }
}

@Suite("Texts and sounds of the agent's") struct AgentTextTests {
    let t0 = Make.t0

    @Test("the text of a response that was interrupted, come late, is not taken for the next sound's")
    func lateText() {
        var machine = Make.talking()
        Make.speak(&machine, eventID: 1)
        _ = machine.agentSaid(.interruption(eventID: 1), at: t0)
        _ = machine.agentSaid(.agentResponse(text: "old", eventID: 1, responseID: nil), at: t0)
        Make.speak(&machine, eventID: 2, at: t0 + .seconds(1))
        _ = machine.agentSaid(.agentResponse(text: "new", eventID: 2, responseID: nil), at: t0 + .seconds(1))
        let mark = Make.finish(&machine, at: t0 + .seconds(1)) ?? ""
        let texts = machine.markReturned(mark, at: t0 + .seconds(2)).compactMap { action -> String? in
            if case .record(.agentHeard(let heard)) = action { heard.text } else { nil }
        }
        #expect(texts == ["new"])
    }

    @Test("the wait for an answer is told with the first frame of the caller's after it began to be played")
    func latency() {
        var machine = Make.talking()
        let loud = (0..<160).map { UInt8($0 % 8 < 4 ? 0x20 : 0xA0) }
        let quiet = [UInt8](repeating: 0xFF, count: 160)
        var actions: [CallAction] = []
        for number in 0..<100 {
            if number == 70 { Make.speak(&machine, eventID: 1, at: t0 + .milliseconds(1400)) }
            let frame = number < 50 ? loud : quiet
            actions += machine.callerSpoke(
                frame.span, timestamp: 20 * number, at: t0 + .milliseconds(20 * number))
        }
        // The last loud frame arrived at 980 ms; Twilio's next frame after 1400 is that of 1420.
        #expect(
            actions == [.record(.turnLatency(TurnLatency(agentMilliseconds: 420, bridgeMilliseconds: 20)))])
    }
}

@Suite("What the agent is told about the call")
struct CallStateMachineContextTests {
    @Test("it is told at once while it is there")
    func talking() {
        var machine = Make.talking()
        #expect(machine.contextCame("answered by a machine") == [.sendContext("answered by a machine")])
    }

    @Test("before, the newest eight wait for it, and go before the keys that were pressed")
    func early() {
        var machine = Make.awaitingMetadata()
        for number in 0..<10 { #expect(machine.contextCame("\(number)").isEmpty) }
        _ = machine.callerPressed("5", at: Make.t0)
        let actions = machine.agentSaid(Make.metadata(), at: Make.t0)
        #expect(Array(actions.suffix(9)) == (2..<10).map { .sendContext("\($0)") } + [.sendKey("5")])
    }

    @Test("a call that ends tells it nothing more")
    func over() {
        var machine = Make.talking()
        _ = machine.endRequested(.hungUpByUser, at: Make.t0)
        #expect(machine.contextCame("late").isEmpty)
    }
}
