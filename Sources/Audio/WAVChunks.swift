/// Where the two chunks that matter lie in a WAV file. RIFF: a name of four letters, a length, as many bytes, and one
/// more where the length is odd.
struct WAVChunks {
    /// The content of `fmt `.
    private(set) var format: Range<Int>?
    /// The content of `data`, or what is there of it.
    private(set) var audio: Range<Int>?

    /// Walks a whole file. The length in its `RIFF` header is not needed, and often wrong.
    init(of bytes: [UInt8]) throws(WAVError) {
        guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8) else {
            throw .notWAV
        }
        var offset = 12
        while bytes.count - offset >= 8 {
            let start = offset + 8
            let length = (0..<4).reduce(0) { $0 | Int(bytes[offset + 4 + $1]) << (8 * $1) }
            let content = start..<min(bytes.count, start + length)
            let name = bytes[offset..<offset + 4]
            if format == nil, name.elementsEqual("fmt ".utf8) { format = content }
            if audio == nil, name.elementsEqual("data".utf8) { audio = content }
            offset = start + length + length % 2
        }
    }

    /// Writes one chunk.
    static func append(_ name: String, _ content: [UInt8], to bytes: inout [UInt8]) {
        bytes += Array(name.utf8)
        bytes += littleEndianBytes(UInt32(clamping: content.count))
        bytes += content
        if content.count % 2 != 0 { bytes.append(0) }
    }
}
