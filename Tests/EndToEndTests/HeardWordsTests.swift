import Audio
import Calls
import Simulator
import TestSupport
import Testing

@testable import CLI

/// What the caller heard, as three witnesses have it: the callee's ear, the recording, and the call's log.
@Suite(.serialized) struct HeardWordsTests {
    private static let greeting = ToneWords([1, 9, 17, 5, 13, 21, 8, 16, 24, 4, 12, 20])
    private static let answer = ToneWords([2, 10, 18, 6, 14, 22, 7, 15, 23, 11, 19])
    private static let farewell = ToneWords([3, 5, 7, 9, 11])

    /// An agent whose words are tones, interrupted twice; its farewell is heard to the end.
    private static let persona = AgentPersona(
        AgentScript(
            greeting: greeting.reply,
            turns: [.init(reply: answer.reply), .init(reply: farewell.reply, endsCall: true)]),
        outputFormat: .pcm24000)

    private static let callee = CallerScript([
        .interrupt(after: .milliseconds(900), saying: Sounds.callerTone(1, frequency: 300)),
        .interrupt(after: .milliseconds(1700), saying: Sounds.callerTone(1, frequency: 300)),
        .waitForHangUp(limit: .seconds(20)),
    ])

    @Test(
        "ear, recording and log agree, also where marks are late by chance, or lost", .timeLimit(.minutes(2)),
        arguments: [
            MarkFaults(), MarkFaults(delay: .milliseconds(0) ... .milliseconds(400)), MarkFaults(lossEvery: 2),
        ])
    func witnesses(_ faults: MarkFaults) async throws {
        try await EndToEnd.run(
            persona: Self.persona, callee: Self.callee, settings: ["VOICEBRIDGE_RECORD": "on"], recordsLine: true,
            markFaults: faults
        ) { test in
            let outcome = try await test.call()
            #expect(outcome.record.endReason == .agentEnded)
            #expect(outcome.stream.heardMatchesSent)

            let decoder = ToneWordDecoder()
            let ear = decoder.words(in: outcome.stream.line)
            let file = try await test.client.recording(outcome.record.id.hex)
            let recording = Stereo(file)
            #expect(recording.left.count == recording.right.count)
            let recorded = decoder.words(in: recording.right)
            #expect(recorded.map(\.number) == ear.map(\.number))
            let offset = Int(outcome.stream.lineStart / .milliseconds(1)) * 8
            for (word, real) in zip(recorded, ear) {
                #expect(abs(word.start - real.start - offset) <= 160, "\(word) and \(real)")
            }
            // The caller's tone of a second, twice, on the left.
            let loud = recording.left.count { abs(Int($0)) > 1000 }
            #expect((10_000...16_000).contains(loud), "\(loud)")

            var heard: [HeardResponse] = []
            for case .agentHeard(let response) in outcome.events.map(\.kind) { heard.append(response) }
            #expect(heard.map(\.isCut) == [true, true, false])
            for (response, words) in zip(heard, [Self.greeting, Self.answer, Self.farewell]) {
                let count = Self.words(of: words, in: ear)
                #expect(response.text == words.text)
                #expect(abs(response.heard.split(separator: " ").count - count) <= 1, "\(response), the ear \(count)")
            }
            // The farewell is heard to its last word.
            #expect(ear.suffix(5).map(\.number) == Self.farewell.numbers)
            #expect(ear.last.map { $0.end - $0.start > 1800 } ?? false)
        }
    }

    /// How many of the words were heard, from the first on: each response begins with a word that no other begins with.
    private static func words(of words: ToneWords, in ear: [ToneWordDecoder.Word]) -> Int {
        let rest = ear.drop { $0.number != words.numbers[0] }
        return zip(rest, words.numbers).prefix { $0.number == $1 }.count
    }

    /// The channels of a WAV file.
    private struct Stereo {
        var left: [Int16] = []
        var right: [Int16] = []

        init(_ file: [UInt8]) {
            var samples: [Int16] = []
            PCM16.decode(file.span.extracting(droppingFirst: 44), into: &samples)
            left = stride(from: 0, to: samples.count - 1, by: 2).map { samples[$0] }
            right = stride(from: 1, to: samples.count, by: 2).map { samples[$0] }
        }
    }
}
