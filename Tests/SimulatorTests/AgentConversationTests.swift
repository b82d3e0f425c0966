import ElevenLabs
import Testing
import WebSocket

@testable import Simulator

@Suite("A simulated agent's side of a conversation, in virtual time")
struct AgentConversationTests {
    /// An agent, its clock, and all it has ordered.
    private struct Rig {
        var conversation: AgentConversation
        var now = Duration.zero
        var actions: [AgentAction] = []

        init(_ script: AgentScript, _ behavior: AgentBehavior = AgentBehavior()) {
            conversation = AgentConversation(script: script, behavior: behavior, sampleRate: 8000)
            actions += conversation.opened()
        }

        mutating func begin() { actions += conversation.clientSent(at: now) }

        /// Lets time pass in ticks of 20 ms, with the caller speaking or silent.
        mutating func run(_ milliseconds: Int, speaking: Bool = false) {
            for _ in 0..<milliseconds / 20 {
                now += .milliseconds(20)
                let samples = [Int16](repeating: speaking ? 5000 : 0, count: 160)
                actions += conversation.clientSent(at: now)
                actions += conversation.heard(samples.span, at: now)
                actions += conversation.tick(at: now)
            }
        }

        mutating func take() -> [AgentAction] {
            defer { actions = [] }
            return actions.filter { if case .ping = $0 { false } else { true } }
        }
    }

    private func reply(_ text: String, milliseconds: Int = 1000) -> AgentScript.Reply {
        AgentScript.Reply(text: text, samples: [Int16](repeating: 1, count: milliseconds * 16))
    }

    @Test("the metadata comes first, then the greeting in chunks, faster than real time")
    func greeting() {
        var rig = Rig(AgentScript(greeting: reply("Hello there")))
        rig.begin()
        #expect(rig.take() == [.metadata])
        rig.run(480)
        // Pings share the ids: one was sent at 200 ms.
        #expect(
            rig.take() == [
                .response("Hello there", eventID: 2, responseID: "resp_1"),
                .audio(.greeting, chunk: 0, eventID: 2, isFinal: false),
                .audio(.greeting, chunk: 1, eventID: 2, isFinal: false),
                .audio(.greeting, chunk: 2, eventID: 2, isFinal: false),
                .audio(.greeting, chunk: 3, eventID: 2, isFinal: true),
                .responseComplete(eventID: 2),
            ])
    }

    @Test("it starts by itself when no first message comes")
    func startsAlone() {
        var rig = Rig(AgentScript())
        rig.actions += rig.conversation.tick(at: .milliseconds(980))
        #expect(rig.take() == [])
        rig.actions += rig.conversation.tick(at: .milliseconds(1000))
        #expect(rig.take() == [.metadata])
    }

    @Test("a sentence of the caller's is transcribed and answered by the next turn")
    func turn() {
        let turns = [AgentScript.Turn(transcript: "Yes.", reply: reply("Good."))]
        var rig = Rig(AgentScript(turns: turns))
        rig.begin()
        rig.run(800, speaking: true)
        rig.run(520)
        _ = rig.conversation
        #expect(rig.take() == [.metadata, .userTranscript("Yes.", eventID: 2)])
        rig.run(300)
        #expect(rig.take().first == .response("Good.", eventID: 3, responseID: "resp_1"))
    }

    @Test("speech that no turn waits for is noted by its length")
    func unscripted() {
        var rig = Rig(AgentScript())
        rig.begin()
        rig.run(1240, speaking: true)
        rig.run(600)
        #expect(rig.take() == [.metadata, .userTranscript("(speech 1.2 s)", eventID: 2)])
    }

    @Test("speaking over the agent interrupts it and corrects its words to those heard")
    func bargeIn() {
        let greeting = reply("one two three four five six seven eight nine ten", milliseconds: 10_000)
        var rig = Rig(AgentScript(greeting: greeting, turns: [.init(transcript: "Stop.", reply: reply("Yes?"))]))
        rig.begin()
        rig.run(320)
        rig.run(3000)
        _ = rig.take()
        rig.run(220, speaking: true)
        let actions = rig.take()
        #expect(actions.count == 2)
        guard case .interruption(let id) = actions.first, case .correction(_, let corrected, 2, "resp_1") = actions.last
        else {
            Issue.record("\(actions)")
            return
        }
        #expect(id > 2)
        #expect(corrected == "one two three")
        rig.run(600, speaking: true)
        rig.run(1000)
        let after = rig.take()
        #expect(after.contains { if case .userTranscript("Stop.", _) = $0 { true } else { false } })
        #expect(after.contains { if case .response("Yes?", let next, "resp_2") = $0 { next > id } else { false } })
        #expect(rig.conversation.interruptions == 1)
    }

    @Test("an agent that is no longer playing is not interrupted")
    func noInterruptionAfterTheEnd() {
        var rig = Rig(AgentScript(greeting: reply("Hello")))
        rig.begin()
        rig.run(1400)
        rig.run(400, speaking: true)
        #expect(rig.conversation.interruptions == 0)
    }

    @Test("late sound of the old reply, where wanted, carries the old id after the interruption")
    func lateAudio() {
        var rig = Rig(
            AgentScript(greeting: reply("Hello", milliseconds: 5000)), AgentBehavior(sendsLateAudio: true))
        rig.begin()
        rig.run(1200)
        _ = rig.take()
        rig.run(240, speaking: true)
        #expect(rig.take().last == .audio(.greeting, chunk: 19, eventID: 2, isFinal: false))
    }

    @Test("per-chunk ids grow with every chunk, and an interruption bears the last one")
    func perChunkIDs() {
        var rig = Rig(
            AgentScript(greeting: reply("Hello", milliseconds: 5000)), AgentBehavior(eventIDs: .perChunk))
        rig.begin()
        rig.run(1200)
        let ids = rig.take().compactMap { if case .audio(_, _, let id, _) = $0 { id } else { nil } }
        #expect(ids.count == 20)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        rig.run(240, speaking: true)
        #expect(rig.take().contains(.interruption(eventID: ids.last ?? 0)))
    }

    @Test("a tool is asked for, and the reply waits for its result")
    func tool() throws {
        let tool = AgentScript.ToolCall(name: "find_appointment", parameters: #"{"day":"Friday"}"#)
        var rig = Rig(AgentScript(turns: [.init(.keypad, tool: tool, reply: reply("Found."))]))
        rig.begin()
        rig.actions += rig.conversation.userMessage("1", sourceMedium: "dtmf", at: rig.now)
        rig.run(1000)
        #expect(
            rig.take() == [
                .metadata, .toolRequest(id: "call_1", tool, eventID: 2), .toolCall(id: "call_1", tool, eventID: 2),
            ])
        let result = ClientEvent.ToolResult(id: "call_1", result: "none", isString: true, isError: true)
        rig.actions += rig.conversation.toolResult(result, at: rig.now)
        let response = AgentToolResponse(id: "call_1", name: "find_appointment", kind: "client", isError: true)
        #expect(rig.take().first == .toolResponse(response, eventID: 3))
        rig.actions += rig.conversation.toolResult(result, at: rig.now)
        #expect(rig.take() == [])
        #expect(rig.conversation.problems.count == 1)
    }

    @Test("a tool that never answers is given up after its timeout, and the agent goes on")
    func toolTimeout() {
        let tool = AgentScript.ToolCall(name: "slow", timeout: .seconds(2))
        var rig = Rig(AgentScript(turns: [.init(.keypad, tool: tool, reply: reply("Sorry."))]))
        rig.begin()
        rig.actions += rig.conversation.userMessage("1", sourceMedium: "dtmf", at: rig.now)
        rig.run(2400)
        let response = AgentToolResponse(id: "call_1", name: "slow", kind: "client", isError: true)
        let actions = rig.take()
        #expect(actions.contains { if case .toolResponse(response, _) = $0 { true } else { false } })
        #expect(actions.contains { if case .response("Sorry.", _, _) = $0 { true } else { false } })
    }

    @Test("a key pressed over the agent interrupts, and the reply bears the interruption's id")
    func typedTurn() {
        var rig = Rig(
            AgentScript(
                greeting: reply("Press one.", milliseconds: 4000), turns: [.init(.keypad, reply: reply("Thanks."))]))
        rig.begin()
        rig.run(1000)
        _ = rig.take()
        rig.actions += rig.conversation.userMessage("1", sourceMedium: "dtmf", at: rig.now)
        rig.run(320)
        let actions = rig.take()
        guard case .interruption(let id) = actions.first else {
            Issue.record("\(actions)")
            return
        }
        #expect(actions.contains(.response("Thanks.", eventID: id, responseID: "resp_2")))
    }

    @Test("speech does not take the turn that waits for a key")
    func keypadWaits() {
        var rig = Rig(AgentScript(turns: [.init(.keypad, reply: reply("Thanks."))]))
        rig.begin()
        rig.run(400, speaking: true)
        rig.run(1200)
        #expect(rig.conversation.nextTurn == 0)
        rig.actions += rig.conversation.userMessage("1", sourceMedium: "dtmf", at: rig.now)
        #expect(rig.conversation.nextTurn == 1)
    }

    @Test("ending the call is announced, then closed with 1000")
    func endsCall() {
        var rig = Rig(AgentScript(turns: [.init(.keypad, reply: reply("Goodbye."), endsCall: true)]))
        rig.begin()
        rig.actions += rig.conversation.userMessage("1", sourceMedium: "dtmf", at: rig.now)
        rig.run(2000)
        let actions = rig.take()
        #expect(actions.last == .close(.normal, reason: ""))
        guard case .toolResponse(let response, _) = actions.dropLast().last else {
            Issue.record("\(actions)")
            return
        }
        #expect(response.name == "end_call")
        #expect(rig.conversation.stage == .ended)
    }

    @Test("pings begin soon, carry no round trip at first, and their pongs are checked")
    func pings() {
        var rig = Rig(AgentScript())
        rig.begin()
        rig.run(200)
        #expect(rig.actions.last == .ping(eventID: 1, roundTrip: nil))
        rig.conversation.pong(eventID: 1, at: rig.now + .milliseconds(41))
        rig.conversation.pong(eventID: 1, at: rig.now)
        #expect(rig.conversation.problems.count == 1)
        rig.run(2000)
        #expect(rig.actions.last == .ping(eventID: 2, roundTrip: 41))
    }

    @Test("a client that falls silent for a minute is told so and closed with 1002")
    func idle() {
        var rig = Rig(AgentScript())
        rig.begin()
        rig.actions += rig.conversation.tick(at: .seconds(59))
        #expect(rig.conversation.stage == .talking)
        rig.actions += rig.conversation.tick(at: .seconds(60))
        guard case .close(let code, _) = rig.actions.last else {
            Issue.record("\(rig.actions)")
            return
        }
        #expect(code == .protocolError)
    }

    @Test("faults: a refusal closes at once, a mute agent never speaks, a dropped one ends after its reply")
    func faults() {
        let code = CloseCode(rawValue: 3000)
        var refusing = Rig(AgentScript(), AgentBehavior(fault: .refuse(code, reason: "no such agent")))
        refusing.begin()
        refusing.run(2000)
        #expect(refusing.take() == [.close(code, reason: "no such agent")])
        var mute = Rig(AgentScript(greeting: reply("Hello")), AgentBehavior(fault: .neverAnswer))
        mute.begin()
        mute.run(3000)
        #expect(mute.actions == [])
        var dropping = Rig(AgentScript(greeting: reply("Hello")), AgentBehavior(fault: .drop(afterReplies: 1)))
        dropping.begin()
        dropping.run(3000)
        #expect(dropping.take().last == .drop)
        var odd = Rig(AgentScript(), AgentBehavior(fault: .unknownMessage))
        odd.begin()
        #expect(odd.take() == [.metadata, .unknownMessage])
    }
}
