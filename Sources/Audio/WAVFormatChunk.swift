/// What the `fmt ` chunk of a WAV file says.
struct WAVFormatChunk {
    private static let pcm: UInt16 = 1
    private static let muLaw: UInt16 = 7
    /// WAVE_FORMAT_EXTENSIBLE: the real tag begins the sixteen bytes of an identifier further on.
    private static let extensible: UInt16 = 0xFFFE
    /// The rest of that identifier, the same for all tags.
    private static let extensibleSuffix: [UInt8] = [
        0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
    ]

    private var tag: UInt16
    private var channelCount: Int
    private var sampleRate: Int
    private var bitsPerSample: Int

    /// What our own files say of a format.
    init(_ format: AudioFormat, channelCount: Int = 1) {
        tag = format.encoding == .muLaw ? Self.muLaw : Self.pcm
        self.channelCount = channelCount
        sampleRate = format.sampleRate
        bitsPerSample = 8 * format.bytesPerSample
    }

    /// Reads the content of the chunk: sixteen bytes, and what an extensible one has after them.
    init(decoding bytes: ArraySlice<UInt8>) throws(WAVError) {
        func number(at offset: Int, bytes count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[bytes.startIndex + offset + $1]) << (8 * $1) }
        }
        guard bytes.count >= 16 else { throw .missingChunk("fmt ") }
        tag = UInt16(number(at: 0, bytes: 2))
        channelCount = number(at: 2, bytes: 2)
        sampleRate = number(at: 4, bytes: 4)
        bitsPerSample = number(at: 14, bytes: 2)
        let suffix = bytes.dropFirst(26).prefix(14)
        if tag == Self.extensible, suffix.elementsEqual(Self.extensibleSuffix) {
            tag = UInt16(number(at: 24, bytes: 2))
        }
    }

    /// The content of the chunk. PCM has sixteen bytes; other tags also say that nothing more follows.
    func encoded() -> [UInt8] {
        let bytesPerSample = bitsPerSample / 8
        var bytes = littleEndianBytes(tag)
        bytes += littleEndianBytes(UInt16(channelCount))
        bytes += littleEndianBytes(UInt32(clamping: sampleRate))
        bytes += littleEndianBytes(UInt32(clamping: sampleRate * bytesPerSample * channelCount))
        bytes += littleEndianBytes(UInt16(bytesPerSample * channelCount))
        bytes += littleEndianBytes(UInt16(bitsPerSample))
        if tag != Self.pcm { bytes += littleEndianBytes(UInt16(0)) }
        return bytes
    }

    /// The format, if it is one we know.
    func audioFormat() throws(WAVError) -> AudioFormat {
        guard tag == Self.pcm || tag == Self.muLaw else { throw .unsupportedEncoding(tag: tag) }
        guard channelCount == 1 else { throw .unsupportedChannelCount(channelCount) }
        let encoding: AudioFormat.Encoding = tag == Self.muLaw ? .muLaw : .pcm16
        let format = AudioFormat(encoding, sampleRate: sampleRate)
        guard bitsPerSample == 8 * format.bytesPerSample else { throw .unsupportedBitsPerSample(bitsPerSample) }
        guard sampleRate > 0 else { throw .unsupportedSampleRate(sampleRate) }
        return format
    }
}
