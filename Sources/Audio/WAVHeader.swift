/// What stands before the sound of a WAV file of 16-bit PCM, for files that are written while the sound comes: the same 44
/// bytes at any length, so that they can be written again as the file grows.
public enum WAVHeader {
    /// `RIFF` and its length, `WAVE`, the chunk `fmt ` of 16 bytes, `data` and its length.
    public static let byteCount = 44

    /// The header of a file with so much sound. The lengths have 32 bits: a longer file says the largest there is, as
    /// `WAVFile` does, and players read to its end.
    public static func pcm16(sampleRate: Int, channelCount: Int, soundByteCount: Int) -> [UInt8] {
        let format = WAVFormatChunk(AudioFormat(.pcm16, sampleRate: sampleRate), channelCount: channelCount)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        bytes += Array("RIFF".utf8)
        bytes += littleEndianBytes(UInt32(clamping: byteCount - 8 + soundByteCount))
        bytes += Array("WAVE".utf8)
        WAVChunks.append("fmt ", format.encoded(), to: &bytes)
        bytes += Array("data".utf8)
        bytes += littleEndianBytes(UInt32(clamping: soundByteCount))
        return bytes
    }
}
