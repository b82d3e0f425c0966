/// A WAV file of one channel, mu-law or 16-bit PCM (RIFF, `fmt ` tags 7 and 1).
public struct WAVFile: Hashable, Sendable {
    /// Encoding and rate; any rate may be read.
    public var format: AudioFormat
    /// The samples as the format writes them.
    public var audio: [UInt8]

    /// Makes a file in memory.
    public init(format: AudioFormat, audio: [UInt8]) {
        self.format = format
        self.audio = audio
    }

    /// Reads the bytes of a file.
    public init(decoding bytes: [UInt8]) throws { fatalError("stub") }

    /// The bytes of the file.
    public func encoded() -> [UInt8] { fatalError("stub") }
}
