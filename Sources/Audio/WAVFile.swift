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
    ///
    /// Chunks may come in any order and unknown ones are passed over. A `data` chunk that claims more than is there, as
    /// programs write that cannot seek back to their header, ends with the file.
    public init(decoding bytes: [UInt8]) throws(WAVError) {
        let chunks = try WAVChunks(of: bytes)
        guard let format = chunks.format else { throw .missingChunk("fmt ") }
        guard let audio = chunks.audio else { throw .missingChunk("data") }
        self.format = try WAVFormatChunk(decoding: bytes[format]).audioFormat()
        // Half a sample at the end of a file that was cut is no sound.
        self.audio = Array(bytes[audio].dropLast(audio.count % self.format.bytesPerSample))
    }

    /// The bytes of the file.
    ///
    /// The lengths in a WAV header have 32 bits: more than 4 GiB of sound is written with the largest length there is.
    public func encoded() -> [UInt8] {
        let isMuLaw = format.encoding == .muLaw
        var body = Array("WAVE".utf8)
        body.reserveCapacity(audio.count + 64)
        WAVChunks.append("fmt ", WAVFormatChunk(format).encoded(), to: &body)
        if isMuLaw {
            // Every encoding but PCM is to say how many samples there are.
            WAVChunks.append("fact", littleEndianBytes(UInt32(clamping: audio.count)), to: &body)
        }
        WAVChunks.append("data", audio, to: &body)
        var file: [UInt8] = []
        file.reserveCapacity(body.count + 8)
        WAVChunks.append("RIFF", body, to: &file)
        return file
    }
}

/// The bytes of a number, the lowest first.
func littleEndianBytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
