import Audio
import Foundation

/// What `voicebridge audio inspect` says of a sound.
struct SoundReport: Encodable, Equatable {
    /// A WAV header that was found in the midst of samples.
    struct Header: Encodable, Equatable {
        /// The first byte of the sound that is not sound.
        let byte: Int
        /// The format it names; `nil` where it is damaged or names one that no call uses.
        let format: String?
    }

    let format: String
    let samples: Int
    let seconds: Double
    /// `nil` where every sample is zero.
    let peakDBFS: Double?
    let rmsDBFS: Double?
    let clippedSamples: Int
    let clippedPlaces: Int
    /// Of the whole length, 0 to 1.
    let silenceShare: Double
    let longestSilenceSeconds: Double
    /// Of full scale, -1 to 1.
    let dcOffset: Double
    /// Bytes at the end that are half a sample: sound that was cut, or is not in this format.
    let oddBytes: Int
    let wavHeaders: [Header]

    init(of file: WAVFile) {
        var samples: [Int16] = []
        switch file.format.encoding {
        case .muLaw: MuLaw.decode(file.audio.span, into: &samples)
        case .pcm16: PCM16.decode(file.audio.span, into: &samples)
        }
        let measured = SoundMeasurements(of: samples, in: file.format)
        let rate = Double(file.format.sampleRate)
        format = file.format.vendorName
        self.samples = samples.count
        seconds = Self.rounded(Double(samples.count) / rate)
        peakDBFS = Self.decibels(Double(measured.peak))
        rmsDBFS = Self.decibels(measured.rootMeanSquare)
        clippedSamples = measured.clippedSamples
        clippedPlaces = measured.clippedRuns
        silenceShare = Self.rounded(Double(measured.silentSamples) / Double(max(1, samples.count)))
        longestSilenceSeconds = Self.rounded(Double(measured.longestSilence) / rate)
        dcOffset = Self.rounded(measured.offset / 32_768, 100_000)
        oddBytes = file.audio.count % file.format.bytesPerSample
        wavHeaders = WAVFile.headers(in: file.audio).map { start in
            let inner = try? WAVFile(decoding: Array(file.audio[start...]))
            return Header(byte: start, format: inner?.format.vendorName)
        }
    }

    /// What people read.
    var text: String {
        let level = peakDBFS.flatMap { peak in
            rmsDBFS.map { "peak \(peak.formatted(decimals: 1)) dBFS, RMS \($0.formatted(decimals: 1)) dBFS" }
        }
        let share = (100 * silenceShare).formatted(decimals: 1)
        var lines = [
            "\(format), \(seconds.formatted(decimals: 3)) s, \(samples) samples",
            "  level      " + (level ?? "none: every sample is zero"),
            "  clipping   " + (clippedSamples == 0 ? "none" : "\(clippedSamples) samples; places: \(clippedPlaces)"),
            "  silence    \(share) %, at most \(longestSilenceSeconds.formatted(decimals: 2)) s at a stretch",
            "  DC offset  \((100 * dcOffset).formatted(decimals: 2)) %",
        ]
        for header in wavHeaders {
            lines.append(
                "  MISTAKE    a WAV header\(header.format.map { " (\($0))" } ?? "") stands among the samples, at byte"
                    + " \(header.byte): it is heard as a click. Send only what follows its 'data' chunk's length.")
        }
        if oddBytes > 0 {
            lines.append("  MISTAKE    the last byte is half a sample: the sound was cut, or is not \(format)")
        }
        return lines.joined(separator: "\n")
    }

    /// Full scale, 32,768, is 0 dBFS.
    private static func decibels(_ value: Double) -> Double? {
        value > 0 ? rounded(20 * log10(value / 32_768), 100) : nil
    }

    private static func rounded(_ value: Double, _ parts: Double = 1_000) -> Double {
        (value * parts).rounded() / parts
    }
}
