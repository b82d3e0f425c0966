import Glibc

/// A recording on its way to disk. Between any two of its calls the file is a WAV file that any player opens.
struct GrowingRecording: ~Copyable {
    private let directory: String
    private let path: String
    private var file: OpenFile?
    private var soundByteCount = 0

    init(directory: String, path: String) {
        self.directory = directory
        self.path = path
    }

    /// Adds sound. The first of it makes the file, so that a call without any leaves none.
    mutating func append(_ sound: [UInt8]) throws(RecordingError) {
        if file == nil { file = try Self.make(path, in: directory) }
        do throws(RecordingError) {
            if soundByteCount == 0 {
                // With the header in one piece: a file of nothing but a header is one that can be thrown away.
                try file?.write(RecordingFormat.header(soundByteCount: sound.count) + sound, at: 0)
            } else {
                try file?.write(sound, at: RecordingFormat.headerByteCount + soundByteCount)
            }
            try grow(by: sound.count)
        } catch {
            // What was written of it is half a block, perhaps half a sample.
            try? file?.resize(to: soundByteCount == 0 ? 0 : RecordingFormat.headerByteCount + soundByteCount)
            throw error
        }
    }

    /// Adds silence without writing it: what is missing in a file reads as zeros.
    mutating func appendSilence(byteCount: Int) throws(RecordingError) {
        if file == nil { file = try Self.make(path, in: directory) }
        try file?.resize(to: RecordingFormat.headerByteCount + soundByteCount + byteCount)
        try grow(by: byteCount)
    }

    /// Makes it durable and closes it.
    mutating func close() throws(RecordingError) {
        try file?.sync()
        file = nil
    }

    private mutating func grow(by byteCount: Int) throws(RecordingError) {
        try file?.write(RecordingFormat.header(soundByteCount: soundByteCount + byteCount), at: 0)
        soundByteCount += byteCount
    }

    /// Never one that is there: it would be another stream's recording.
    private static func make(_ path: String, in directory: String) throws(RecordingError) -> OpenFile {
        try RecordingLibrary.makeDirectory(directory)
        return try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
    }
}
