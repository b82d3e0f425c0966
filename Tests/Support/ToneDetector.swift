import Foundation  // for sine, cosine and logarithm

/// Finds tones in sound: how loud one frequency is, which one is loudest, and how much else there is.
///
/// Levels are in dBFS: a sine whose peaks reach full scale has 0. Give it a stretch in which the tone is steady.
public struct ToneDetector: Sendable {
    /// Samples a second.
    public let sampleRate: Int

    /// Makes a detector for sound of this rate.
    public init(sampleRate: Int) {
        self.sampleRate = sampleRate
    }

    /// The level of one frequency in Hz: Goertzel's filter under a Hann window, so that tones five or more steps of
    /// `sampleRate / count` away do not count. At least -200.
    public func level(of frequency: Double, in samples: [Int16]) -> Double {
        decibels(amplitude(of: frequency, in: windowed(samples)))
    }

    /// The loudest frequency in a range in Hz, to a small part of a hertz, found in the middle of the sound.
    public func dominantFrequency(in samples: [Int16], between range: ClosedRange<Double> = 50...3_900) -> Double {
        // A short stretch for the search, as it looks at all frequencies; a longer one to be precise.
        let sound = windowed(middle(of: samples, count: 512))
        guard !sound.isEmpty else { return 0 }
        // The window's main lobe is four steps wide: half a step at a time surely meets it.
        let step = Double(sampleRate) / Double(sound.count) / 2
        var best = range.lowerBound
        var bestAmplitude = 0.0
        for frequency in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            let amplitude = amplitude(of: frequency, in: sound)
            if amplitude > bestAmplitude { (best, bestAmplitude) = (frequency, amplitude) }
        }
        let near = peak(between: best - step, and: best + step, in: sound)
        return peak(between: near - step / 4, and: near + step / 4, in: windowed(middle(of: samples, count: 2_048)))
    }

    /// How many decibels a tone of known frequency stands above all else in the sound: the best fitting sine is taken
    /// away, and the power of the rest compared with it.
    public func signalToNoise(of frequency: Double, in samples: [Int16]) -> Double {
        let step = 2 * Double.pi * frequency / Double(sampleRate)
        var (cc, cs, ss, xc, xs, xx) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let (x, c, s) = (Double(sample), cos(step * Double(index)), sin(step * Double(index)))
            cc += c * c
            cs += c * s
            ss += s * s
            xc += x * c
            xs += x * s
            xx += x * x
        }
        // Least squares for a · cos + b · sin: two equations with two unknowns.
        let determinant = cc * ss - cs * cs
        let a = (xc * ss - xs * cs) / determinant
        let b = (xs * cc - xc * cs) / determinant
        let signal = a * xc + b * xs
        return 10 * log10(max(signal, 1e-12) / max(xx - signal, 1e-12))
    }
}

private extension ToneDetector {
    func middle(of samples: [Int16], count: Int) -> [Int16] {
        Array(samples.dropFirst((samples.count - min(samples.count, count)) / 2).prefix(count))
    }

    /// Full scale as one, under a Hann window of mean one.
    func windowed(_ samples: [Int16]) -> [Double] {
        let count = Double(samples.count)
        return samples.enumerated().map { index, sample in
            Double(sample) / 32_768 * (1 - cos(2 * .pi * (Double(index) + 0.5) / count))
        }
    }

    /// Goertzel: a resonator at the frequency, and what has gathered in it.
    func amplitude(of frequency: Double, in sound: [Double]) -> Double {
        guard !sound.isEmpty else { return 0 }
        let coefficient = 2 * cos(2 * .pi * frequency / Double(sampleRate))
        var (before, now) = (0.0, 0.0)
        for sample in sound { (before, now) = (now, sample + coefficient * now - before) }
        let power = now * now + before * before - coefficient * now * before
        return 2 * max(power, 0).squareRoot() / Double(sound.count)
    }

    /// The top of a curve that rises to it and falls after it, by cutting the range in thirds.
    func peak(between low: Double, and high: Double, in sound: [Double]) -> Double {
        var (low, high) = (low, high)
        for _ in 0..<24 {
            let third = (high - low) / 3
            if amplitude(of: low + third, in: sound) < amplitude(of: high - third, in: sound) {
                low += third
            } else {
                high -= third
            }
        }
        return (low + high) / 2
    }

    func decibels(_ amplitude: Double) -> Double { 20 * log10(max(amplitude, 1e-10)) }
}
