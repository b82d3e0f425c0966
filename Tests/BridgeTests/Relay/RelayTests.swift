import Calls
import ElevenLabs
import Telemetry
import Testing
import Transport
import Twilio
import WebSocket

@testable import Bridge

@Suite("A call over loopback", .timeLimit(.minutes(1))) struct RelayTests {
    @Test("what was heard is written down in time, also where the mark is lost and nothing else happens")
    func lostMark() async throws {
        var limits = CallLimits()
        limits.drainGrace = .milliseconds(50)
        // No timer that was set for something else is to help.
        limits.start = .seconds(60)
        limits.agentConnect = .seconds(60)
        limits.agentMetadata = .seconds(60)
        try await Stage.play(limits: limits) { stage in
            let (caller, agent) = try await stage.conversation()
            await agent.send {
                ServerMessage.appendAgentResponse("Good day", eventID: 1, responseID: nil, into: &$0)
            }
            try await stage.happened { if case .agentResponse = $0 { true } else { false } }
            await agent.send {
                ServerMessage.appendAudio(payload: Text.bytes("////").span, eventID: 1, isFinal: true, into: &$0)
            }
            try await stage.happened { if case .agentHeard = $0 { true } else { false } }
            // Not for the end of a stream that has fallen silent.
            let ends = stage.store.kinds.filter { if case .ended = $0 { true } else { false } }
            #expect(ends.isEmpty)
            await caller.stop()
            #expect(try await stage.callEnded().reason == .callerHungUp)
        }
    }

    @Test("two talk: sound both ways, marks, a clear, a ping, a tool, a key, and the end by the agent")
    func wholeCall() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()

            await caller.say("AAAA")
            #expect(await agent.nextText() == #"{"user_audio_chunk":"AAAA"}"#)

            await agent.send { ServerMessage.appendAudio(payload: Text.bytes("////").span, eventID: 1, into: &$0) }
            await agent.send {
                ServerMessage.appendAudio(payload: Text.bytes("BBBB").span, eventID: 1, isFinal: true, into: &$0)
            }
            #expect(await caller.nextCommand() == .media("////"))
            #expect(await caller.nextCommand() == .media("BBBB"))
            #expect(await caller.nextCommand() == .mark("r1"))
            await caller.returnMark("r1")

            await agent.send { ServerMessage.appendPing(eventID: 5, milliseconds: nil, into: &$0) }
            #expect(await agent.nextText() == #"{"type":"pong","event_id":5}"#)

            await caller.press("7")
            let key = await agent.nextText()
            #expect(key.contains("user_message") && key.contains("dtmf") && key.contains(#""7""#))

            let tool = ClientToolCall(id: "t1", name: "look_up", parameters: "{}", expectsResponse: true)
            await agent.send { ServerMessage.appendClientToolCall(tool, eventID: 6, into: &$0) }
            let result = await agent.nextText()
            #expect(result.contains("client_tool_result") && result.contains("t1") && result.contains("look_up"))

            await agent.send { ServerMessage.appendAudio(payload: Text.bytes("CCCC").span, eventID: 7, into: &$0) }
            #expect(await caller.nextCommand() == .media("CCCC"))
            await agent.send { ServerMessage.appendInterruption(eventID: 7, into: &$0) }
            #expect(await caller.nextCommand() == .clear)
            await agent.send { ServerMessage.appendAudio(payload: Text.bytes("DDDD").span, eventID: 7, into: &$0) }
            await agent.send {
                ServerMessage.appendAudio(payload: Text.bytes("EEEE").span, eventID: 8, into: &$0)
            }
            #expect(await caller.nextCommand() == .media("EEEE"))

            await agent.close(.normal, "done")
            #expect(await caller.nextCommand() == .mark("r2"))
            await caller.returnMark("r2")
            #expect(await caller.peer.end() == CloseReason(code: .normal, reason: "", wasClean: true))
            #expect(try await stage.callEnded() == CallEnd(.agentEnded, "1000 done"))
            #expect(stage.services.ended == [ServicesDouble.EndedCall(callSID: "CA1", words: nil)])

            var frames = FrameCounts()
            frames.fromCaller = 1
            frames.toAgent = 1
            frames.fromAgent = 5
            frames.toCaller = 4
            frames.dropped = 1
            let words = "Tool 'look_up' is not available on this bridge."
            // What was played of CCCC is a matter of the clock.
            var kinds = stage.store.kinds
            let place = try #require(kinds.firstIndex { if case .sound = $0 { true } else { false } })
            guard case .sound(let sound) = kinds.remove(at: place) else { return }
            #expect(sound.received == 15 && sound.dropped == 3 && sound.played + sound.cleared == 12)
            #expect(
                kinds == [
                    .streamStarted(streamSID: "MZ1"),
                    .conversationStarted(conversationID: "conv_1", agentOutput: "ulaw_8000", userInput: "ulaw_8000"),
                    .keypad(digit: "7"), .toolCall(id: "t1", name: "look_up", parameters: "{}"),
                    .toolResult(id: "t1", result: words, isError: true), .interruption(eventID: 7), .frames(frames),
                    .ended(.agentEnded, detail: "1000 done"),
                ])
            #expect(stage.store.calls.map(\.origin) == [.directStream])
            #expect(stage.live.count == 0)
            #expect(stage.acceptor.telemetry.openStreams == 0)
            #expect(stage.acceptor.telemetry.framesToAgent == 1)
            #expect(stage.acceptor.telemetry.framesToCaller == 4)
            #expect(stage.acceptor.telemetry.relay.count == 5)
        }
    }

    @Test("the agent's first message carries the variables, and what the caller said meanwhile follows the metadata")
    func firstMessage() async throws {
        try await Stage.play { stage in
            let caller = Caller(try await stage.dial(), parameters: ["agentId": "agent_1", "shade": "dark"])
            await caller.start()
            await caller.say("AAAA")
            let agent = try await stage.nextAgent()
            let first = await agent.nextText()
            #expect(first.contains(#""shade":"dark""#) && first.contains(#""call_sid":"CA1""#))
            #expect(!first.contains("agentId"))
            await caller.say("BBBB")
            let metadata = ConversationMetadata(
                conversationID: "c", agentOutputAudioFormat: "ulaw_8000", userInputAudioFormat: "ulaw_8000")
            await agent.send { ServerMessage.appendMetadata(metadata, into: &$0) }
            #expect(await agent.nextText() == #"{"user_audio_chunk":"AAAA"}"#)
            #expect(await agent.nextText() == #"{"user_audio_chunk":"BBBB"}"#)
            #expect(stage.services.asked == ["agent_1"])
        }
    }

    @Test(
        "an agent that refuses after the upgrade: the caller hears an apology, the reason is in the log",
        arguments: [(1008, "Missing variables"), (3000, "No such agent"), (4300, "")] as [(UInt16, String)])
    func refused(code: UInt16, words: String) async throws {
        try await Stage.play { stage in
            let caller = Caller(try await stage.dial())
            await caller.start()
            let agent = try await stage.nextAgent()
            await agent.close(CloseCode(rawValue: code), words)
            let detail = words.isEmpty ? "\(code)" : "\(code) \(words)"
            #expect(try await stage.callEnded() == CallEnd(.agentRefused, detail))
            #expect(await caller.peer.end()?.code == .normal)
            #expect(stage.services.ended.first?.words?.contains("sorry") == true)
        }
    }

    @Test("an agent that drops in mid-call: the caller hears an apology at once")
    func dropped() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()
            await agent.abort()
            #expect(try await stage.callEnded().reason == .agentDropped)
            #expect(await caller.peer.end()?.code == .normal)
            #expect(stage.services.ended.count == 1)
        }
    }

    @Test("an agent that vanishes without a word is found out by a ping, and the caller hears an apology")
    func vanishedAgent() async throws {
        let keepAlive = WebSocketKeepAlive(interval: .milliseconds(100), deadline: .seconds(1))
        try await Stage.play {
            $0.agentKeepAlive = keepAlive
        } _: { stage in
            let (caller, agent) = try await stage.conversation()
            await agent.vanish()
            #expect(try await stage.callEnded() == CallEnd(.agentDropped, "1006 the peer answers no ping"))
            #expect(await caller.peer.end()?.code == .normal)
            #expect(stage.services.ended.count == 1)
        }
    }

    @Test("Twilio's socket is pinged where that is set, and a call whose Twilio vanished ends")
    func vanishedTwilio() async throws {
        let keepAlive = WebSocketKeepAlive(interval: .milliseconds(100), deadline: .seconds(1))
        try await Stage.play {
            $0.streamKeepAlive = keepAlive
        } _: { stage in
            let (caller, agent) = try await stage.conversation()
            await caller.peer.vanish()
            #expect(try await stage.callEnded().reason == .streamLost)
            #expect(await agent.end()?.code == .normal)
        }
    }

    @Test("an agent that says nothing is given up")
    func silent() async throws {
        var limits = CallLimits()
        limits.agentMetadata = .milliseconds(50)
        try await Stage.play(limits: limits) { stage in
            let caller = Caller(try await stage.dial())
            await caller.start()
            let agent = try await stage.nextAgent()
            #expect(try await stage.callEnded().reason == .agentSilent)
            #expect(await agent.end()?.code == .normal)
            #expect(await caller.peer.end()?.code == .normal)
        }
    }

    @Test("without REST a lost agent closes the media socket, and TwiML goes on")
    func droppedWithoutREST() async throws {
        try await Stage.play(canEndCalls: false) { stage in
            let (caller, agent) = try await stage.conversation()
            await agent.close(CloseCode(rawValue: 1002), "llm_timeout")
            #expect(await caller.peer.end()?.code == .normal)
            #expect(try await stage.callEnded() == CallEnd(.agentDropped, "1002 llm_timeout"))
            #expect(stage.services.ended.isEmpty)
        }
    }

    @Test("the caller's stop closes the agent's socket with 1000")
    func callerStops() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()
            await caller.stop()
            #expect(await agent.end() == CloseReason(code: .normal, reason: "", wasClean: true))
            #expect(try await stage.callEnded().reason == .callerHungUp)
            #expect(stage.services.ended.isEmpty)
        }
    }

    @Test("a media socket lost without stop closes the agent's socket with 1000, and the call by REST")
    func streamLost() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()
            await caller.peer.abort()
            #expect(await agent.end()?.code == .normal)
            #expect(try await stage.callEnded().reason == .streamLost)
            #expect(stage.services.ended.count == 1)
        }
    }

    @Test("a hang-up from elsewhere reaches the call on its loop")
    func hungUp() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()
            let call = try #require(stage.live.all().first)
            #expect(await stage.live.hangUp(call.callID, reason: .hungUpByUser))
            #expect(await agent.end()?.code == .normal)
            #expect(await caller.peer.end()?.code == .normal)
            #expect(try await stage.callEnded().reason == .hungUpByUser)
            #expect(stage.live.count == 0)
        }
    }

    @Test("unknown types, malformed messages, binary messages and odd lengths do not end a call")
    func oddities() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation(speaks: "pcm_8000")
            await agent.send(#"{"type":"novelty","novelty_event":{}}"#)
            await agent.send("not JSON")
            await agent.send(binary: [1, 2, 3])
            await caller.peer.send("{")
            await caller.peer.send(binary: [1])
            // Three bytes, then one: two samples of PCM.
            await agent.send { ServerMessage.appendAudio(payload: Text.bytes("AAAA").span, eventID: 1, into: &$0) }
            await agent.send { ServerMessage.appendAudio(payload: Text.bytes("AA==").span, eventID: 1, into: &$0) }
            #expect(await caller.nextCommand() == .media("/w=="))
            #expect(await caller.nextCommand() == .media("/w=="))
            await caller.say("AAAA")
            #expect(await agent.nextText().contains("user_audio_chunk"))
            await caller.stop()
            #expect(try await stage.callEnded().reason == .callerHungUp)
            let problems = stage.store.kinds.filter { if case .problem = $0 { true } else { false } }
            #expect(problems.count == 5)
        }
    }

    @Test("a message of 1 MiB is relayed whole, in pieces of 32 KiB at most, and the call goes on")
    func largeMessage() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()
            let sound = [UInt8](repeating: UInt8(ascii: "A"), count: 1 << 20)
            await agent.send { ServerMessage.appendAudio(payload: sound.span, eventID: 1, isFinal: true, into: &$0) }
            var length = 0
            while case .media(let payload) = await caller.nextCommand() {
                #expect(payload.utf8.count <= 32 * 1024)
                length += payload.utf8.count
            }
            #expect(length == 1 << 20)
            await caller.say("AAAA")
            #expect(await agent.nextText().contains("user_audio_chunk"))
        }
    }

    @Test("a second stream of a call is closed with 1008; the first does not feel it")
    func secondStream() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation()
            let second = Caller(try await stage.dial())
            await second.start()
            #expect(await second.peer.end()?.code == .policyViolation)
            await caller.say("AAAA")
            #expect(await agent.nextText().contains("user_audio_chunk"))
            #expect(stage.store.calls.count == 1)
            #expect(stage.live.count == 1)
        }
    }
}

@Suite("Strangers over loopback", .timeLimit(.minutes(1))) struct StrangerTests {
    static let url = "wss://bridge.example.com/media"
    static let signature = RequestSignature(authToken: "12345")
    let tokenOnly = BridgeSettings.StreamAuthentication.token(signature: signature, streamURL: url)

    @Test("without a signature there is no upgrade")
    func unsigned() async throws {
        try await Stage.play(authentication: tokenOnly) { stage in
            await #expect(throws: ConnectError.self) { _ = try await stage.dial() }
        }
    }

    @Test("without a good token: closed with 1008, no agent asked for, nothing written down")
    func noToken() async throws {
        try await Stage.play(authentication: tokenOnly) { stage in
            let peer = try await stage.dial(signature: Self.signature.sign(url: Self.url))
            let caller = Caller(peer, parameters: ["token": "guess", "agentId": "agent_1"])
            await caller.start()
            #expect(await caller.peer.end()?.code == .policyViolation)
            #expect(stage.services.asked.isEmpty)
            #expect(stage.store.events.isEmpty)
            #expect(stage.store.calls.isEmpty)
            #expect(stage.acceptor.telemetry.openStreams == 0)
        }
    }

    @Test("without a start: closed with 1008 at the deadline")
    func noStart() async throws {
        var limits = CallLimits()
        limits.start = .milliseconds(50)
        try await Stage.play(authentication: tokenOnly, limits: limits) { stage in
            let peer = try await stage.dial(signature: Self.signature.sign(url: Self.url))
            #expect(await peer.end() == CloseReason(code: .policyViolation, reason: "no start", wasClean: true))
        }
    }

    @Test("with a good token the call that it was issued for begins, and the agent hears its variables")
    func token() async throws {
        try await Stage.play(authentication: tokenOnly) { stage in
            var ticket = Make.ticket
            ticket.dynamicVariables = ["lead_name": "Ada"]
            let token = stage.live.issue(ticket, now: .now)
            let peer = try await stage.dial(signature: Self.signature.sign(url: Self.url))
            let caller = Caller(peer, parameters: ["token": token])
            await caller.start()
            let agent = try await stage.nextAgent()
            let first = await agent.nextText()
            #expect(first.contains(#""lead_name":"Ada""#))
            #expect(!first.contains(token))
            #expect(stage.services.asked == ["agent_1"])
            #expect(stage.store.events.allSatisfy { $0.callID == Make.callID })
            #expect(stage.store.calls.isEmpty)
        }
    }
}

/// Text as bytes.
enum Text {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
