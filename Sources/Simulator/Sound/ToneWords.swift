import Audio
public import ElevenLabs

/// An agent whose words are tones: each word has its own frequency, so that what a callee heard can be told word by word.
///
/// Its text is `w01 w02 …`, its alignment exact to the millisecond. ``ToneWordDecoder`` hears the words again.
public struct ToneWords: Hashable, Sendable {
    /// How many different words there are; they are numbered from 1.
    public static let count = 24
    /// The tone of a word, in Hz: 640 to 3,170, so far apart that 10 ms tell two from each other, and none of them a note of
    /// ``HoldTone``.
    public static func frequency(of number: Int) -> Int { 530 + 110 * number }

    /// The words in order, by number.
    public let numbers: [Int]
    /// How long a word lasts, in milliseconds.
    public let wordLength: Int
    /// The silence after each word, in milliseconds.
    public let gap: Int

    /// Makes words; each number lies between 1 and ``count``.
    public init(_ numbers: [Int], wordLength: Int = 240, gap: Int = 60) {
        precondition(numbers.allSatisfy { (1...Self.count).contains($0) }, "there are words 1 to 24")
        precondition(wordLength >= 30 && gap >= 0, "a word lasts 30 ms at least")
        self.numbers = numbers
        self.wordLength = wordLength
        self.gap = gap
    }

    /// The word as it is written: `w07`.
    public static func text(of number: Int) -> String { (number < 10 ? "w0" : "w") + String(number) }

    /// The words with a space between.
    public var text: String { numbers.map(Self.text).joined(separator: " ") }

    /// Where a word begins, in milliseconds.
    public func start(ofWord index: Int) -> Int { index * (wordLength + gap) }

    /// The words as something that an agent says.
    public var reply: AgentScript.Reply {
        AgentScript.Reply(text: text, samples: samples, alignment: alignment)
    }
}

extension ToneWords {
    /// 16 000 samples a second, as scripts want them, -12 dBFS.
    public var samples: [Int16] {
        numbers.flatMap { number in
            (0..<wordLength * 16).map { Self.sample($0, of: wordLength * 16, number) }
                + [Int16](repeating: 0, count: gap * 16)
        }
    }

    /// The three characters of a word share its sound; the space between words has the silence.
    public var alignment: ServerMessage.Alignment {
        var alignment = ServerMessage.Alignment(characters: [], startTimes: [], durations: [])
        for (index, number) in numbers.enumerated() {
            let start = start(ofWord: index)
            for (place, character) in Self.text(of: number).enumerated() {
                let (from, to) = (place * wordLength / 3, (place + 1) * wordLength / 3)
                alignment.append(String(character), start: start + from, duration: to - from)
            }
            if index < numbers.count - 1 { alignment.append(" ", start: start + wordLength, duration: gap) }
        }
        return alignment
    }

    private static func sample(_ index: Int, of count: Int, _ number: Int) -> Int16 {
        // Half as many steps as at 8,000 Hz; 5 ms of fade at either end.
        let wave = 8_192 * Sine.value(at: index * frequency(of: number) / 2)
        let gain = Sine.fade(min(index, count - 1 - index), of: 80)
        return PCM16.saturated((wave * gain) >> (2 * Sine.fractionBits))
    }
}

extension ServerMessage.Alignment {
    fileprivate mutating func append(_ character: String, start: Int, duration: Int) {
        characters.append(character)
        startTimes.append(start)
        durations.append(duration)
    }
}
