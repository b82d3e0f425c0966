/// A ``TouchToneSequence`` as sound: mu-law, 8,000 bytes a second, the same bytes on every machine.
///
/// Frequencies are those of ITU-T Q.23, exactly; it allows 1.8 %. What receivers accept differs from country to country and
/// stands in ITU-T Q.24, table A-1. The values here lie within the narrowest of its columns:
///
///     level of each tone     -7 dBm0 high, -9 dBm0 low    accepted from -5 down to -24 dBm
///     high above low         2 dB                         accepted up to 4 dB; lines weaken the high tone more
///     tone                   100 ms                       accepted from 40 ms
///     gap                    100 ms                       accepted from 70 ms, in most countries from 40 ms
public struct TouchToneSound: Hashable, Sendable {
    /// How long a key sounds.
    public static let tone = Duration.milliseconds(100)
    /// The silence after each key.
    public static let gap = Duration.milliseconds(100)

    /// The sound.
    public let muLaw: [UInt8]
    /// Where in ``muLaw`` each symbol of the sequence lies, the silence after a key included: one after the other, all of it.
    public let boundaries: [Range<Int>]

    private let symbols: [TouchToneSequence.Symbol]

    /// Makes the sound of a sequence.
    public init(_ sequence: TouchToneSequence) {
        var (muLaw, boundaries): ([UInt8], [Range<Int>]) = ([], [])
        for symbol in sequence.symbols {
            let start = muLaw.count
            if case .key(let key) = symbol { MuLaw.encode(Self.samples(of: key).span, into: &muLaw) }
            let end = start + Self.sampleCount(symbol.duration)
            muLaw.append(contentsOf: repeatElement(MuLaw.silence, count: end - muLaw.count))
            boundaries.append(start..<end)
        }
        self.muLaw = muLaw
        self.boundaries = boundaries
        symbols = sequence.symbols
    }

    /// What is still to be sent where only the first samples were heard; `nil` where that was all.
    ///
    /// A key counts as pressed once its tone was heard for 40 ms: from there on a receiver must take it, and would take it
    /// twice if it came again. A pause that was cut short is due in full.
    public func rest(afterHearing sampleCount: Int) -> TouchToneSequence? {
        let first = zip(symbols, boundaries).firstIndex { symbol, range in
            switch symbol {
            case .key: sampleCount < range.lowerBound + Self.sampleCount(Self.acceptedTone)
            case .shortPause, .longPause: sampleCount < range.upperBound
            }
        }
        guard let first else { return nil }
        return TouchToneSequence(Array(symbols[first...]))
    }
}

private extension TouchToneSound {
    static let acceptedTone = Duration.milliseconds(40)

    // The largest sine that mu-law can carry has +3.17 dBm0 (ITU-T G.711, table 2a, note 3) and the peak 8,159 of fourteen
    // bits, 32,636 of sixteen: a tone of L dBm0 has the peak 32,636 · 10 ^ ((L - 3.17) / 20).
    /// -9 dBm0.
    static let lowPeak = 8_039
    /// -7 dBm0.
    static let highPeak = 10_120
    /// 3 ms at either end: shorter clicks, longer takes from the 40 ms.
    static let fadeCount = 24

    static func samples(of key: TouchTone) -> [Int16] {
        let count = sampleCount(tone)
        let shift = 2 * Sine.fractionBits
        return (0..<count).map { index in
            let low = lowPeak * Sine.value(at: index * key.lowFrequency)
            let high = highPeak * Sine.value(at: index * key.highFrequency)
            let gain = Sine.fade(min(index, count - 1 - index), of: fadeCount)
            return PCM16.saturated(((low + high) * gain + 1 << (shift - 1)) >> shift)
        }
    }

    static func sampleCount(_ duration: Duration) -> Int { Int(duration / .microseconds(125)) }
}

private extension Zip2Sequence {
    func firstIndex(where isFirst: (Sequence1.Element, Sequence2.Element) -> Bool) -> Int? {
        enumerated().first { isFirst($1.0, $1.1) }?.offset
    }
}
