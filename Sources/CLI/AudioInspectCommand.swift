import Audio

/// `voicebridge audio inspect`: what a sound file holds, and what is wrong with it.
enum AudioInspectCommand: Command {
    static let syntax = CommandSyntax(
        name: "audio inspect",
        summary: "Say how long and loud a sound file is, what was clipped and where it is silent.",
        operands: ["FILE"],
        options: [
            .init("format", "FORMAT", "format of FILE; a WAV file says so itself"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            Formats: \(AudioFormat.names).
            With --format, a name that does not end in .wav is raw sound, and a WAV header in it a mistake that is named.
            RMS is that of SoX: -3.0 dBFS for a sine at full scale. Clipped: three or more samples at full scale in a row.
            Silent: 20 ms below -50 dBFS.
            """)

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let path = arguments.operands[0]
        let file = try read(path, declared: try arguments.format("format", of: syntax))
        let report = SoundReport(of: file)
        print(arguments.flags.contains("json") ? try JSONText.of(report) : "\(path): \(report.text)")
        return 0
    }

    /// A WAV file of any rate, or raw sound.
    private static func read(_ path: String, declared: AudioFormat?) throws -> WAVFile {
        let bytes = try SoundFile.bytes(path)
        if let declared, !SoundFile.isWAV(path) { return WAVFile(format: declared, audio: bytes) }
        guard SoundFile.isWAV(path) || WAVFile.headers(in: bytes).first == 0 else {
            throw UsageError("--format FORMAT is missing: '\(path)' is raw sound", command: syntax.name)
        }
        let file = try WAVFile(decoding: bytes)
        if let declared, declared != file.format {
            throw UsageError(
                "'\(path)' is \(file.format.vendorName), not \(declared.vendorName); leave --format out",
                command: syntax.name)
        }
        return file
    }
}
