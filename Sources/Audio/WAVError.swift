/// Why a WAV file could not be read.
public enum WAVError: Error, Hashable, Sendable {
    /// It does not begin with `RIFF` and `WAVE`.
    case notWAV
    /// The chunk with this name is missing or cut short: `fmt ` or `data`.
    case missingChunk(String)
    /// Neither mu-law (tag 7) nor PCM (tag 1): the tag found.
    case unsupportedEncoding(tag: UInt16)
    /// More channels than one, or none.
    case unsupportedChannelCount(Int)
    /// Other than 16 bits a sample of PCM, or 8 of mu-law.
    case unsupportedBitsPerSample(Int)
    /// No samples a second.
    case unsupportedSampleRate(Int)
}

extension WAVError: CustomStringConvertible {
    /// What is wrong and what to do about it, for a person.
    public var description: String {
        switch self {
        case .notWAV:
            "not a WAV file: it does not begin with RIFF and WAVE"
        case .missingChunk(let name):
            "damaged WAV file: its '\(name)' chunk is missing or cut short"
        case .unsupportedEncoding(let tag):
            "WAV encoding \(tag) is neither 16-bit PCM nor mu-law; convert it first: \(Self.remedy)"
        case .unsupportedChannelCount(let count):
            "WAV file with \(count) channels where one is needed; mix it down first: \(Self.remedy)"
        case .unsupportedBitsPerSample(let bits):
            "WAV file with \(bits) bits a sample where PCM needs 16 and mu-law 8; convert it first: \(Self.remedy)"
        case .unsupportedSampleRate(let rate):
            "damaged WAV file: a sample rate of \(rate)"
        }
    }

    private static let remedy = "sox IN.wav -c 1 -e signed -b 16 OUT.wav"
}
