import Audio
import Calls
import ElevenLabs
import Testing

@testable import Bridge

@Suite("Keys pressed for the agent") struct TouchToneTests {
    let t0 = Make.t0

    private static func call(_ id: String, _ parameters: String) -> ConversationEvent {
        .clientToolCall(
            ClientToolCall(id: id, name: "play_keypad_touch_tone", parameters: parameters, expectsResponse: true))
    }

    @Test("the response so far is ended, then the keys are played, and the agent is told")
    func pressed() throws {
        var machine = Make.talking()
        Make.speak(&machine)
        let parameters = #"{"dtmf_tones":"1w2#"}"#
        #expect(
            machine.agentSaid(Self.call("t1", parameters), at: t0) == [
                .record(.toolCall(id: "t1", name: "play_keypad_touch_tone", parameters: parameters)),
                .finishResponse(mark: "r1"), .playTouchTones(try TouchToneSequence(parsing: "1w2#")),
                .sendToolResult(id: "t1", result: "Pressed 1w2#.", isError: false),
                .record(.toolResult(id: "t1", result: "Pressed 1w2#.", isError: false)),
            ])
    }

    @Test(
        "bad parameters press nothing, and the agent is told which and what would be right",
        arguments: [
            ("{}", "dtmf_tones must be a text of keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s"),
            (
                #"{"dtmf_tones":12}"#,
                "dtmf_tones must be a text of keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s"
            ),
            (
                "not JSON",
                "dtmf_tones must be a text of keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s"
            ),
            (
                #"{"dtmf_tones":""}"#,
                "dtmf_tones is empty; use the keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s"
            ),
            (
                #"{"dtmf_tones":"1-2"}"#,
                "dtmf_tones has - at position 2; use the keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s"
            ),
        ])
    func badParameters(parameters: String, words: String) {
        var machine = Make.talking()
        let actions = machine.agentSaid(Self.call("t1", parameters), at: t0)
        #expect(actions.count == 3)
        #expect(actions[1] == .sendToolResult(id: "t1", result: words, isError: true))
    }

    @Test("once the call is ending no keys are pressed")
    func ending() {
        var machine = Make.talking()
        let end = AgentToolResponse(id: "e", name: "end_call", kind: "system", isError: false)
        _ = machine.agentSaid(.agentToolResponse(end), at: t0)
        #expect(
            machine.agentSaid(Self.call("t1", #"{"dtmf_tones":"1"}"#), at: t0)[1]
                == .sendToolResult(
                    id: "t1", result: "The call is ending: no keys are pressed any more.", isError: true))
    }

    @Test("what an interruption cut off is pressed again after the clear, once and in order; what was heard is not")
    func pressedAgain() throws {
        var machine = Make.talking()
        // 200 ms a key: at 500 ms the third sounds, and has sounded for long enough.
        for keys in ["123", "45"] {
            let sound = TouchToneSound(try TouchToneSequence(parsing: keys))
            machine.ownSoundBegins(.touchTones, keys: sound)
            machine.received(sound.muLaw.count, holding: 0)
            Make.carryOut(machine.sentToCaller(sound.muLaw.span, at: t0), &machine)
            Make.carryOut(machine.ownSoundEnded(at: t0), &machine)
        }
        var early = machine
        #expect(
            early.agentSaid(.interruption(eventID: 1), at: t0 + .milliseconds(230)) == [
                .clearCaller, .resetAgentAudio, .record(.interruption(eventID: 1)),
                .playTouchTones(try TouchToneSequence(parsing: "3")),
                .playTouchTones(try TouchToneSequence(parsing: "45")),
            ])
        #expect(
            early.agentSaid(.interruption(eventID: 2), at: t0 + .milliseconds(240)) == [
                .resetAgentAudio, .record(.interruption(eventID: 2)),
            ])
        #expect(
            machine.agentSaid(.interruption(eventID: 1), at: t0 + .milliseconds(500)).suffix(1) == [
                .playTouchTones(try TouchToneSequence(parsing: "45"))
            ])
    }
}

@Suite("The book of keys") struct TouchToneBookTests {
    private func sound(_ keys: String) throws -> TouchToneSound { TouchToneSound(try TouchToneSequence(parsing: keys)) }

    @Test("keys heard to the end leave nothing; others leave their rest, once")
    func rest() throws {
        var book = TouchToneBook()
        book.sent(try sound("12"), account: 1)
        book.sent(try sound("34"), account: 2)
        book.sent(try sound("5"), account: 3)
        book.settled(1, played: 3200)
        book.settled(2, played: 1600)
        book.settled(3, played: 0)
        book.settled(9, played: 0)
        #expect(book.rest().map(\.description) == ["4", "5"])
        #expect(book.rest().isEmpty)
        book.settled(2, played: 0)
        #expect(book.rest().isEmpty)
    }
}
