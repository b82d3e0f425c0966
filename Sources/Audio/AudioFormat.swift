/// How sound is written down: encoding and rate, one channel. The seven that ElevenLabs agents speak.
public struct AudioFormat: Hashable, Sendable {
    /// How one sample is written.
    public enum Encoding: Hashable, Sendable {
        /// ITU-T G.711 mu-law, one byte a sample.
        case muLaw
        /// Signed 16-bit little-endian, two bytes a sample.
        case pcm16
    }

    /// How one sample is written.
    public let encoding: Encoding
    /// Samples a second.
    public let sampleRate: Int

    /// Makes a format; those of ``all`` and others at ``Resampler/rates`` can be converted.
    public init(_ encoding: Encoding, sampleRate: Int) {
        self.encoding = encoding
        self.sampleRate = sampleRate
    }

    /// `ulaw_8000`: what Twilio speaks.
    public static let muLaw8000 = AudioFormat(.muLaw, sampleRate: 8000)
    /// `pcm_8000`.
    public static let pcm8000 = AudioFormat(.pcm16, sampleRate: 8000)
    /// `pcm_16000`: the agents' default.
    public static let pcm16000 = AudioFormat(.pcm16, sampleRate: 16000)
    /// `pcm_22050`.
    public static let pcm22050 = AudioFormat(.pcm16, sampleRate: 22050)
    /// `pcm_24000`.
    public static let pcm24000 = AudioFormat(.pcm16, sampleRate: 24000)
    /// `pcm_44100`.
    public static let pcm44100 = AudioFormat(.pcm16, sampleRate: 44100)
    /// `pcm_48000`.
    public static let pcm48000 = AudioFormat(.pcm16, sampleRate: 48000)

    /// All seven.
    public static let all: [AudioFormat] = [
        muLaw8000, pcm8000, pcm16000, pcm22050, pcm24000, pcm44100, pcm48000,
    ]

    /// Reads a name such as `pcm_16000`; `nil` for one that is not among the seven.
    public init?(vendorName: String) {
        guard let format = Self.all.first(where: { $0.vendorName == vendorName }) else { return nil }
        self = format
    }

    /// The name ElevenLabs gives it, for example `ulaw_8000`.
    public var vendorName: String { (encoding == .muLaw ? "ulaw_" : "pcm_") + String(sampleRate) }

    /// Bytes of one sample: 1 or 2.
    public var bytesPerSample: Int { encoding == .muLaw ? 1 : 2 }

    /// Bytes of one second.
    public var bytesPerSecond: Int { sampleRate * bytesPerSample }
}

extension AudioFormat: CustomStringConvertible {
    /// Encoding and rate for a log line: `mulaw 8000`, `pcm16 16000`.
    public var description: String { (encoding == .muLaw ? "mulaw " : "pcm16 ") + String(sampleRate) }
}
