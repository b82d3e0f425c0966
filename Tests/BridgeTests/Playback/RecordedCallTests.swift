import Audio
import Calls
import ElevenLabs
import FoundationEssentials
import Simulator
import TestSupport
import Testing

@testable import Bridge

/// Whole calls on a virtual clock, recorded to a file as real ones are.
@Suite("Recorded calls") struct RecordedCallTests {
    @Test(
        "what was heard of tones that stand for words is what the log says, what the callee heard and what was recorded"
    )
    func toneWords() async throws {
        let chosen = ProcessInfo.processInfo.environment["VOICEBRIDGE_SEED"].flatMap { UInt64($0) }
        let seed = chosen ?? .random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for number in 0..<60 {
            try await Self.playToneWords(&random, "seed \(seed), call \(number)")
        }
    }

    @Test("after an hour both channels are of one length, nothing has drifted, and the account is balanced")
    func hour() async throws {
        try await Folder.use { library, path in
            var conditions = VirtualCall.Conditions()
            conditions.jitter = .zero
            // No frame is taken at the very moment at which a message comes: which is first is nobody's to know.
            conditions.phase = .microseconds(7_013)
            let call = VirtualCall(
                agentSpeaks: .pcm22050, limits: Self.longLimits, conditions: conditions, startingAt: .now,
                keepsEar: true, recordings: library, random: SeededGenerator(seed: 1))
            let words = ToneWords(Array(1...24))
            var pcm: [UInt8] = []
            Self.convert(words.samples, to: .pcm22050, into: &pcm)
            // 7.2 s of speech every 40 s; every third is interrupted after 3.1 s.
            for turn in 0..<90 {
                let start = Duration.milliseconds(500 + 40_003 * turn)
                Self.say(pcm, words, .pcm22050, eventID: turn * 2 + 1, chunk: 11_027, on: call, at: start)
                if turn % 3 == 2 {
                    call.agent(at: start + .milliseconds(3100)) {
                        ServerMessage.appendInterruption(eventID: turn * 2 + 2, into: &$0)
                    }
                }
            }
            call.callerSpeaks(from: .seconds(20), to: .seconds(22))
            call.callerHangsUp(at: .seconds(3600))
            call.run()
            await library.flush()

            #expect(call.differences.isEmpty, "\(call.differences)")
            let sound = try #require(call.sound)
            #expect(sound.received == sound.played + sound.cleared + sound.dropped)
            #expect(abs(sound.played - call.playback.bytesHeard) <= 160)
            let recording = try Stereo(path: path)
            #expect(recording.left.count == recording.right.count)
            #expect(recording.left.count == 3600 * 8000)
            let heard = ToneWordDecoder().words(in: recording.right)
            let ear = ToneWordDecoder().words(in: call.ear)
            #expect(heard.map(\.number) == ear.map(\.number))
            for (recorded, real) in zip(heard, ear) {
                #expect(abs(recorded.start - real.start) <= 160)
            }
            #expect(heard.count > 1500)
        }
    }

    private static var longLimits: CallLimits {
        var limits = CallLimits()
        limits.maximumDuration = .seconds(4000)
        limits.deadAir = nil
        return limits
    }
}

// MARK: - Calls

extension RecordedCallTests {
    /// One call: up to three responses, each perhaps interrupted at any moment.
    private static func playToneWords(_ random: inout SeededGenerator, _ name: String) async throws {
        let format = AudioFormat.all.randomElement(using: &random) ?? .pcm16000
        let isAligned = Bool.random(using: &random)
        var conditions = VirtualCall.Conditions()
        conditions.toTwilio = .microseconds(Int.random(in: 500...100_000, using: &random))
        conditions.fromTwilio = .microseconds(Int.random(in: 500...100_000, using: &random))
        conditions.phase = .microseconds(Int.random(in: 0...19_999, using: &random))
        conditions.jitter = .zero
        var plan: [(words: ToneWords, start: Duration, interruption: Duration?, chunk: Int)] = []
        var start = Duration.milliseconds(400)
        for turn in 1...Int.random(in: 1...3, using: &random) {
            // By its first word it is known which response is heard, should one before it not be heard at all.
            let others = (4...24).shuffled(using: &random).prefix(Int.random(in: 2...13, using: &random))
            let numbers = [turn] + others
            let words = ToneWords(numbers)
            let length = Duration.milliseconds(300 * numbers.count)
            let interruption =
                Int.random(in: 0..<4, using: &random) == 0
                ? nil : start + .microseconds(Int.random(in: 0...Int(length.nanoseconds / 1000), using: &random))
            plan.append((words, start, interruption, Int.random(in: 301...20_001, using: &random)))
            start = (interruption ?? start + length) + .milliseconds(600)
        }
        try await Folder.use { [conditions, plan, random, start] library, path in
            let call = VirtualCall(
                agentSpeaks: format, conditions: conditions, startingAt: .now, keepsEar: true, recordings: library,
                random: random)
            for (turn, part) in plan.enumerated() {
                var sound: [UInt8] = []
                convert(part.words.samples, to: format, into: &sound)
                say(
                    sound, part.words, format, eventID: turn * 2 + 1, chunk: part.chunk, isAligned: isAligned, on: call,
                    at: part.start)
                guard let moment = part.interruption else { continue }
                call.agent(at: moment) { ServerMessage.appendInterruption(eventID: turn * 2 + 2, into: &$0) }
            }
            call.callerHangsUp(at: start)
            call.run()
            await library.flush()
            try compare(call, plan.map(\.words), path, name)
        }
    }

    private static func compare(_ call: VirtualCall, _ said: [ToneWords], _ path: String, _ name: String) throws {
        #expect(call.differences.isEmpty, "\(name): \(call.differences)")
        let decoder = ToneWordDecoder()
        let ear = decoder.words(in: call.ear)
        let recorded = decoder.words(in: try Stereo(path: path).right)
        #expect(recorded.map(\.number) == ear.map(\.number), "\(name)")
        for (word, real) in zip(recorded, ear) {
            #expect(abs(word.start - real.start) <= 160 && abs(word.end - real.end) <= 160, "\(name): \(word), \(real)")
        }
        let heard = call.log.compactMap { entry -> HeardResponse? in
            if case .agentHeard(let heard) = entry.kind { heard } else { nil }
        }
        #expect(heard.map(\.text) == said.map(\.text), "\(name)")
        // What of each response the callee's ear got, and what the log says of it.
        for (response, words) in zip(heard, said) {
            let first = ear.first { $0.number == words.numbers[0] }
            // A word with a hole in it, where sound did not come in time, is still one; responses are half a second apart.
            let own = ear.drop { $0 != first }.reduce(into: [ToneWordDecoder.Word]()) { own, word in
                if own.last.map({ word.start - $0.end < 3000 }) ?? true { own.append(word) }
            }
            let count = Set(own.map(\.number)).count
            #expect(own.allSatisfy { words.numbers.contains($0.number) }, "\(name)")
            let claimed = response.heard.split(separator: " ").count
            #expect(abs(claimed - count) <= 1, "\(name): the log says \(claimed) words, the ear \(count); \(response)")
            #expect(words.text.hasPrefix(response.heard), "\(name)")
        }
    }

    /// The agent says it in a burst, text first, in pieces of so many bytes.
    private static func say(
        _ sound: [UInt8], _ words: ToneWords, _ format: AudioFormat, eventID: Int, chunk: Int, isAligned: Bool = true,
        on call: VirtualCall, at start: Duration
    ) {
        call.agent(at: start) {
            ServerMessage.appendAgentResponse(words.text, eventID: eventID, responseID: "resp_\(eventID)", into: &$0)
        }
        let alignment = words.alignment
        var offset = start
        for from in stride(from: 0, to: sound.count, by: chunk) {
            let piece = Array(sound[from..<min(sound.count, from + chunk)])
            let times = from * 1000 / format.bytesPerSecond..<(from + chunk) * 1000 / format.bytesPerSecond
            let part = isAligned ? alignment.part(times) : nil
            call.agent(at: offset) {
                ServerMessage.appendAudio(
                    payload: VirtualCall.base64(piece).span, eventID: eventID, isFinal: from + chunk >= sound.count,
                    alignment: part, into: &$0)
            }
            offset += .milliseconds(3)
        }
    }

    private static func convert(_ samples: [Int16], to format: AudioFormat, into output: inout [UInt8]) {
        var pcm: [UInt8] = []
        PCM16.encode(samples.span, into: &pcm)
        guard format != .pcm16000 else { return output = pcm }
        var converter = AudioConverter(from: .pcm16000, to: format)
        converter.convert(pcm.span, into: &output)
        converter.finish(into: &output)
    }
}

extension ServerMessage.Alignment {
    /// The characters that begin within these milliseconds, with times from there on.
    fileprivate func part(_ times: Range<Int>) -> ServerMessage.Alignment? {
        let places = startTimes.indices.filter { times.contains(startTimes[$0]) }
        guard !places.isEmpty else { return nil }
        return ServerMessage.Alignment(
            characters: places.map { characters[$0] }, startTimes: places.map { startTimes[$0] - times.lowerBound },
            durations: places.map { durations[$0] })
    }
}

/// A folder for recordings, gone afterwards.
private enum Folder {
    static func use(_ body: (RecordingLibrary, String) async throws -> Void) async throws {
        let folder = try TemporaryDirectory()
        let library = RecordingLibrary(directory: folder.path)
        try library.makeDirectory()
        try await body(library, library.path(of: VirtualCall.callID))
    }
}

/// The two channels of a recording.
private struct Stereo {
    var left: [Int16] = []
    var right: [Int16] = []

    init(path: String) throws {
        let bytes = try Array(Data(contentsOf: URL(filePath: path)))
        var samples: [Int16] = []
        PCM16.decode(bytes.span.extracting(droppingFirst: 44), into: &samples)
        left.reserveCapacity(samples.count / 2)
        right.reserveCapacity(samples.count / 2)
        for index in stride(from: 0, to: samples.count - 1, by: 2) {
            left.append(samples[index])
            right.append(samples[index + 1])
        }
    }
}
