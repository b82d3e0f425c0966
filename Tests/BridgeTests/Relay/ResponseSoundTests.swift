import Audio
import ElevenLabs
import Testing
import Transport

@testable import Bridge

@Suite("An agent's PCM over loopback", .timeLimit(.minutes(1))) struct ResponseSoundTests {
    /// 50 ms of a loud tone, and half a sample more.
    private let odd = Sound.tone(in: .pcm16000, milliseconds: 50) + [0x7F]
    private let tone = Sound.tone(in: .pcm16000, milliseconds: 50)

    @Test("the end of a response is sent before its mark, and the next response begins as the first did")
    func responseEnds() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation(speaks: "pcm_16000")
            var direction = AudioDirection(from: .pcm16000, to: .muLaw8000)
            for eventID in [1, 2] {
                await agent.say(tone, eventID: eventID, isFinal: true)
                #expect(await caller.nextCommand() == .media(direction.text(of: tone)))
                #expect(await caller.nextCommand() == .media(direction.tail()))
                #expect(await caller.nextCommand() == .mark("r\(eventID)"))
            }
        }
    }

    @Test("an interruption drops half a sample and all that the filter held; the next response is clean")
    func interrupted() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation(speaks: "pcm_16000")
            await agent.say(odd, eventID: 1)
            var old = AudioDirection(from: .pcm16000, to: .muLaw8000)
            #expect(await caller.nextCommand() == .media(old.text(of: odd)))
            await agent.send { ServerMessage.appendInterruption(eventID: 1, into: &$0) }
            #expect(await caller.nextCommand() == .clear)
            await agent.say(tone, eventID: 1)  // late, and dropped
            await agent.say(tone, eventID: 2)
            var new = AudioDirection(from: .pcm16000, to: .muLaw8000)
            #expect(await caller.nextCommand() == .media(new.text(of: tone)))
        }
    }

    @Test("half a sample at the end of a response is not the beginning of the next one's")
    func oddEnd() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation(speaks: "pcm_16000")
            var direction = AudioDirection(from: .pcm16000, to: .muLaw8000)
            await agent.say(odd, eventID: 1, isFinal: true)
            #expect(await caller.nextCommand() == .media(direction.text(of: tone)))
            #expect(await caller.nextCommand() == .media(direction.tail()))
            #expect(await caller.nextCommand() == .mark("r1"))
            await agent.say(tone, eventID: 2)
            var fresh = AudioDirection(from: .pcm16000, to: .muLaw8000)
            #expect(await caller.nextCommand() == .media(fresh.text(of: tone)))
        }
    }

    @Test("a transcript in the midst of a response, between two halves of a sample, does not turn the rest into noise")
    func transcriptInTheMidst() async throws {
        try await Stage.play { stage in
            let (caller, agent) = try await stage.conversation(speaks: "pcm_16000")
            var direction = AudioDirection(from: .pcm16000, to: .muLaw8000)
            let sound = tone + tone
            let cut = tone.count + 1
            await agent.say(Array(sound[..<cut]), eventID: 1)
            #expect(await caller.nextCommand() == .media(direction.text(of: tone)))
            await agent.send { ServerMessage.appendUserTranscript("mhm", eventID: 1, into: &$0) }
            #expect(await caller.nextCommand() == .media(direction.tail()))
            #expect(await caller.nextCommand() == .mark("r1"))
            await agent.say(Array(sound[cut...]), eventID: 1)
            #expect(await caller.nextCommand() == .media(direction.text(of: tone)))
        }
    }
}

private extension Peer {
    /// Sends sound as the agent does.
    func say(_ sound: [UInt8], eventID: Int, isFinal: Bool = false) async {
        let payload = Sound.encoded(sound)
        await send { ServerMessage.appendAudio(payload: payload.span, eventID: eventID, isFinal: isFinal, into: &$0) }
    }
}

private extension AudioDirection {
    /// What this sound becomes.
    mutating func text(of sound: [UInt8]) -> String {
        let payload = Sound.encoded(sound)
        var text: [UInt8] = []
        _ = convert(payload.span, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// What finishing gives.
    mutating func tail() -> String {
        var text: [UInt8] = []
        _ = finish(into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
