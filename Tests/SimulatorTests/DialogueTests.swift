import Audio
import ElevenLabs
import Testing

@testable import Simulator

@Suite("The recorded dialogue")
struct DialogueTests {
    @Test("loads the five lines of the agent and the three of the caller, with their words")
    func loads() throws {
        let dialogue = try Dialogue.load(directory: Fixtures.audio)
        #expect(dialogue.agent.count == 5)
        #expect(dialogue.caller.count == 3)
        #expect(dialogue.agent[0].text.hasPrefix("Hello"))
        #expect(dialogue.agent.allSatisfy { $0.samples.count > 3 * 16_000 })
        #expect(dialogue.caller.allSatisfy { $0.muLaw.count > 8000 })
    }

    @Test("a directory without it is named, with what to do")
    func missing() {
        let error = #expect(throws: DialogueError.self) { try Dialogue.load(directory: "/nowhere/at/all") }
        #expect(error == .unreadable(file: "dialogue.json", directory: "/nowhere/at/all"))
        #expect(error?.description.contains("/nowhere/at/all") == true)
        #expect(error?.description.contains("scripts/make-fixtures") == true)
    }

    @Test("each line is one turn to the detector, whose pauses do not end it", arguments: 0..<8)
    func detected(line: Int) throws {
        let dialogue = try Dialogue.load(directory: Fixtures.audio)
        var events: [SpeechDetector.Event] = []
        if line < 5 {
            var detector = SpeechDetector(sampleRate: 16_000)
            let samples = dialogue.agent[line].samples
            detector.receive(samples.span, into: &events)
            detector.receive([Int16](repeating: 0, count: 16_000).span, into: &events)
        } else {
            var detector = SpeechDetector(sampleRate: 8000)
            var samples: [Int16] = []
            MuLaw.decode((dialogue.caller[line - 5].muLaw + [UInt8](repeating: 0xFF, count: 8000)).span, into: &samples)
            detector.receive(samples.span, into: &events)
        }
        #expect(events.count == 2)
        #expect(events.first == .started)
        guard case .ended(let length) = events.last else { return }
        #expect(length > .milliseconds(1500))
    }

    @Test("both scripts lead each other through the whole call in about half a minute, over a perfect line")
    func wholeCall() throws {
        var call = try PerfectLine(Dialogue.load(directory: Fixtures.audio))
        while call.now < .seconds(60), call.conversation.stage != .ended { call.tick() }
        #expect(call.conversation.stage == .ended)
        #expect(call.conversation.interruptions == 1)
        #expect(call.conversation.repliesSent == 5)
        #expect(call.conversation.problems == [])
        #expect(call.keys == ["1"])
        #expect(call.transcripts.count == 3)
        #expect(call.toolCalls == ["find_appointment"])
        #expect(call.playback.bytesCleared > 4 * 8000)
        #expect(!call.caller.gaveUp)
        // The farewell still plays when the agent leaves: four seconds more.
        #expect(call.now > .seconds(24))
        #expect(call.now < .seconds(30))
    }
}

/// A caller and an agent with nothing between them: mu-law both ways, no delay, in virtual time.
private struct PerfectLine {
    var now = Duration.zero
    var conversation: AgentConversation
    var caller: CallerActor
    var playback = PlaybackBuffer()
    var keys: [String] = []
    var transcripts: [String] = []
    var toolCalls: [String] = []
    private let voice: AgentVoice

    init(_ dialogue: Dialogue) throws {
        let persona = AgentPersona(dialogue.agentScript, outputFormat: .muLaw8000, inputFormat: .muLaw8000)
        conversation = AgentConversation(script: persona.script, behavior: persona.behavior, sampleRate: 8000)
        caller = CallerActor(dialogue.callerScript)
        voice = AgentVoice(persona)
        perform(conversation.opened())
    }

    mutating func tick() {
        now += .milliseconds(20)
        var heard: [UInt8] = []
        _ = playback.tick(playing: &heard)
        var samples: [Int16] = []
        MuLaw.decode(heard.span, into: &samples)
        say(caller.tick(hearsAgent: Loudness.speech.isReached(by: samples.span)))
        perform(conversation.tick(at: now))
    }

    private mutating func say(_ act: CallerActor.Act) {
        perform(conversation.clientSent(at: now))
        var sound = [UInt8](repeating: 0xFF, count: 160)
        switch act {
        case .silence, .hangUp: break
        case .speech(let step, let offset): sound = Array(caller.sound(ofStep: step).dropFirst(offset).prefix(160))
        case .key(let digit):
            keys.append(digit)
            perform(conversation.userMessage(digit, sourceMedium: "dtmf", at: now))
        }
        var samples: [Int16] = []
        MuLaw.decode(sound.span, into: &samples)
        perform(conversation.heard(samples.span, at: now))
    }

    private mutating func perform(_ actions: [AgentAction]) {
        for action in actions {
            switch action {
            case .audio(let position, let chunk, _, _):
                var sound: [UInt8] = []
                let payload = voice.clip(position)?.payloads[chunk] ?? []
                _ = Base64.decode(payload.span, into: &sound)
                _ = playback.receive(audio: sound.span)
            case .interruption: _ = playback.clear()
            case .userTranscript(let text, _): transcripts.append(text)
            case .toolCall(let id, let tool, _):
                toolCalls.append(tool.name)
                let result = ClientEvent.ToolResult(id: id, result: "no such tool", isString: true, isError: true)
                perform(conversation.toolResult(result, at: now))
            default: break
            }
        }
    }
}
