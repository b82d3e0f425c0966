import Audio
import Foundation

/// Sound files by name: one ending in `.wav` is a WAV file, anything else is raw, without a header.
enum SoundFile {
    /// Reads a file. `rawFormat` says what a raw one holds; a WAV file says so itself and must not differ from it.
    static func read(_ path: String, rawFormat: AudioFormat?, of syntax: CommandSyntax) throws -> WAVFile {
        let bytes = try bytes(path)
        guard isWAV(path) else {
            guard let rawFormat else {
                throw UsageError("--from FORMAT is missing: '\(path)' is raw sound", command: syntax.name)
            }
            return WAVFile(format: rawFormat, audio: bytes)
        }
        let file = try WAVFile(decoding: bytes)
        guard AudioFormat.all.contains(file.format) else {
            throw UsageError(
                "'\(path)' is \(file.format.vendorName), which no call uses; resample it first, for example with"
                    + " 'sox \(path) -r 8000 OUT.wav'", command: syntax.name)
        }
        return file
    }

    /// All bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    /// Writes a file, all of it or nothing; returns its size in bytes.
    @discardableResult
    static func write(_ file: WAVFile, to path: String) throws -> Int {
        let bytes = isWAV(path) ? file.encoded() : file.audio
        try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        return bytes.count
    }

    /// Whether the name says that it is a WAV file.
    static func isWAV(_ path: String) -> Bool { path.lowercased().hasSuffix(".wav") }
}

extension WAVFile {
    /// The same sound in another format.
    func converted(to format: AudioFormat) -> WAVFile {
        var converter = AudioConverter(from: self.format, to: format)
        var output: [UInt8] = []
        converter.convert(audio.span, into: &output)
        converter.finish(into: &output)
        return WAVFile(format: format, audio: output)
    }
}
