import Audio
import TestSupport

/// Hears the keys of a telephone in sound of 8,000 Hz: pieces of 50 ms, every 10 ms, in which one tone of a row and one of a
/// column stand alone.
struct KeyDecoder {
    /// A key that was heard, and where in the sound, to a piece.
    struct Key: Hashable {
        var key: TouchTone
        var samples: Range<Int>
    }

    private static let pieceCount = 400
    private static let step = 80
    private let detector = ToneDetector(sampleRate: 8000)

    func keys(in muLaw: [UInt8]) -> [Key] {
        var samples: [Int16] = []
        MuLaw.decode(muLaw.span, into: &samples)
        var keys: [Key] = []
        for start in stride(from: 0, through: samples.count - Self.pieceCount, by: Self.step) {
            let piece = start..<start + Self.pieceCount
            guard let key = key(in: Array(samples[piece])) else { continue }
            if let last = keys.last, last.key == key, last.samples.overlaps(piece) {
                keys[keys.count - 1].samples = last.samples.lowerBound..<piece.upperBound
            } else {
                keys.append(Key(key: key, samples: piece))
            }
        }
        return keys
    }

    private func key(in piece: [Int16]) -> TouchTone? {
        guard piece.contains(where: { abs(Int($0)) > 1000 }) else { return nil }
        guard let low = loudest([697, 770, 852, 941], in: piece),
            let high = loudest([1209, 1336, 1477, 1633], in: piece)
        else { return nil }
        return TouchTone.allCases.first { $0.lowFrequency == low && $0.highFrequency == high }
    }

    /// -20 dBFS at least, and 15 dB above the others.
    private func loudest(_ frequencies: [Int], in piece: [Int16]) -> Int? {
        let levels = frequencies.map { (frequency: $0, level: detector.level(of: Double($0), in: piece)) }
            .sorted { $0.level > $1.level }
        return levels[0].level > -20 && levels[0].level > levels[1].level + 15 ? levels[0].frequency : nil
    }
}
