/// What can be measured of sound: how loud it is, what was clipped, and where nobody speaks.
public struct SoundMeasurements: Hashable, Sendable {
    /// A frame of 20 ms is silent where its power, without ``offset``, is below -50 dBFS: speech on a telephone lies some
    /// 20 dB above that, and the noise of a quiet line below it. As a mean of squares.
    public static let silence = 32_768.0 * 32_768.0 / 100_000
    /// How many samples at full scale, one after the other, were clipped. One or two may be the top of a wave.
    public static let clippedRunLength = 3

    /// How many samples there are.
    public let sampleCount: Int
    /// The largest magnitude, 0 to 32,768.
    public let peak: Int
    /// The root of the mean square: 32,768 for a constant at full scale, 23,170 for a sine.
    public let rootMeanSquare: Double
    /// The mean: what is not zero here is no sound, and takes room from it.
    public let offset: Double
    /// Samples in runs of ``clippedRunLength`` or more at full scale.
    public let clippedSamples: Int
    /// How many such runs there are.
    public let clippedRuns: Int
    /// Samples in silent frames.
    public let silentSamples: Int
    /// Samples of the longest silence.
    public let longestSilence: Int

    /// Measures sound of one channel.
    public init(of samples: [Int16], in format: AudioFormat) {
        sampleCount = samples.count
        peak = samples.reduce(0) { max($0, abs(Int($1))) }
        let count = Double(max(samples.count, 1))
        rootMeanSquare = (samples.reduce(0.0) { $0 + Double($1) * Double($1) } / count).squareRoot()
        offset = Double(samples.reduce(0) { $0 + Int($1) }) / count
        (clippedSamples, clippedRuns) = Self.clipped(in: samples, limit: format.encoding.fullScale)
        (silentSamples, longestSilence) = Self.silence(
            in: samples, frameLength: max(1, format.sampleRate / 50), offset: offset)
    }
}

private extension SoundMeasurements {
    static func clipped(in samples: [Int16], limit: Int) -> (samples: Int, runs: Int) {
        var (total, runs, length, value) = (0, 0, 0, Int16(0))
        for sample in samples {
            length = abs(Int(sample)) < limit ? 0 : sample.signum() == value.signum() ? length + 1 : 1
            value = sample
            if length == clippedRunLength {
                runs += 1
                total += length
            } else if length > clippedRunLength {
                total += 1
            }
        }
        return (total, runs)
    }

    /// The last frame may be shorter.
    static func silence(in samples: [Int16], frameLength: Int, offset: Double) -> (total: Int, longest: Int) {
        var (total, longest, length) = (0, 0, 0)
        for start in stride(from: 0, to: samples.count, by: frameLength) {
            let frame = samples[start..<min(start + frameLength, samples.count)]
            let power = frame.reduce(0.0) { $0 + (Double($1) - offset) * (Double($1) - offset) } / Double(frame.count)
            if power < silence {
                total += frame.count
                length += frame.count
                longest = max(longest, length)
            } else {
                length = 0
            }
        }
        return (total, longest)
    }
}

private extension AudioFormat.Encoding {
    /// The magnitude of the loudest samples that can be written, of the softer sign.
    var fullScale: Int {
        switch self {
        case .muLaw: 32_124
        case .pcm16: 32_767
        }
    }
}
