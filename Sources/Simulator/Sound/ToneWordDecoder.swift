import Audio

/// Hears ``ToneWords`` in sound of 8,000 Hz: which, from where to where.
///
/// Pieces of 10 ms are judged by themselves: a word is what holds seven tenths of a piece's power, so that neither touch tones
/// nor speech nor noise are taken for one. Edges are told to a millisecond where silence lies beyond them, and to 10 ms where
/// another word does. Less than 20 ms of a word are not heard; a hole of 20 ms within one makes two of it.
public struct ToneWordDecoder: Sendable {
    /// A word that was heard.
    public struct Word: Hashable, Sendable {
        /// Its number, from 1.
        public var number: Int
        /// Its first sample.
        public var start: Int
        /// The sample after its last.
        public var end: Int
    }

    private static let pieceCount = 80
    /// -40 dBFS: less loud is silence.
    private static let leastPower = 107_374.0

    private let coefficients = (1...ToneWords.count).map { number in
        2 * Double(Sine.value(at: ToneWords.frequency(of: number) + Sine.stepsPerTurn / 4)) / Double(Sine.scale)
    }

    /// Makes a decoder.
    public init() {}

    /// The words in a stretch of mu-law.
    public func words(in muLaw: [UInt8]) -> [Word] {
        var samples: [Int16] = []
        MuLaw.decode(muLaw.span, into: &samples)
        return words(in: samples)
    }

    /// The words in a stretch of samples.
    public func words(in samples: [Int16]) -> [Word] {
        var words: [Word] = []
        for run in runs(in: samples) {
            let word = Word(
                number: run.number, start: max(words.last?.end ?? 0, start(of: run.range, in: samples)),
                end: end(of: run.range, in: samples))
            words.append(word)
        }
        return words
    }
}

private extension ToneWordDecoder {
    typealias Run = (number: Int, range: Range<Int>)

    /// Stretches of two pieces or more that hold the same word. One loud piece amid them may be anything: sound that jumps.
    func runs(in samples: [Int16]) -> [Run] {
        var runs: [Run] = []
        var gapIsLoud = false
        for start in stride(from: 0, through: samples.count - Self.pieceCount, by: Self.pieceCount) {
            let piece = start..<start + Self.pieceCount
            let (number, isLoud) = judge(samples[piece])
            if let number {
                if let last = runs.last, last.number == number,
                    last.range.upperBound == start || (gapIsLoud && last.range.upperBound == start - Self.pieceCount)
                {
                    runs[runs.count - 1].range = last.range.lowerBound..<piece.upperBound
                } else {
                    runs.append((number, piece))
                }
            }
            gapIsLoud = number == nil && isLoud
        }
        return runs.filter { $0.range.count >= 2 * Self.pieceCount }
    }

    /// The word that a piece holds, and whether it is sound at all.
    func judge(_ piece: ArraySlice<Int16>) -> (number: Int?, isLoud: Bool) {
        let energy = piece.reduce(0.0) { $0 + Double($1) * Double($1) }
        guard energy >= Self.leastPower * Double(piece.count) else { return (nil, false) }
        // Goertzel: all of a pure tone's energy, times half the number of samples, is found at its frequency.
        let whole = energy * Double(piece.count) / 2
        let index = coefficients.firstIndex { Self.power($0, in: piece) >= 0.7 * whole }
        return (index.map { $0 + 1 }, true)
    }

    static func power(_ coefficient: Double, in piece: ArraySlice<Int16>) -> Double {
        var (before, now) = (0.0, 0.0)
        for sample in piece { (before, now) = (now, Double(sample) + coefficient * now - before) }
        return now * now + before * before - coefficient * now * before
    }

    /// The first sample that reaches an eighth of the run's peak, at most a piece before or after the run's.
    func start(of range: Range<Int>, in samples: [Int16]) -> Int {
        let least = Self.peak(samples[range]) / 8
        let near = max(0, range.lowerBound - Self.pieceCount)..<range.lowerBound + Self.pieceCount
        return near.first { abs(Int(samples[$0])) >= least } ?? range.lowerBound
    }

    /// The sample after the last that does.
    func end(of range: Range<Int>, in samples: [Int16]) -> Int {
        let least = Self.peak(samples[range]) / 8
        let near = range.upperBound - Self.pieceCount..<min(samples.count, range.upperBound + Self.pieceCount)
        return (near.last { abs(Int(samples[$0])) >= least } ?? range.upperBound - 1) + 1
    }

    static func peak(_ samples: ArraySlice<Int16>) -> Int { samples.reduce(0) { max($0, abs(Int($1))) } }
}
