import Audio

/// `voicebridge audio convert`: one file to another, between the seven formats of a call.
enum AudioConvertCommand: Command {
    static let syntax = CommandSyntax(
        name: "audio convert",
        summary: "Convert a sound file between the formats of a call.",
        operands: ["IN", "OUT"],
        options: [
            .init("from", "FORMAT", "format of IN; a .wav file says so itself"),
            .init("to", "FORMAT", "format of OUT"),
            .init("json", nil, "say what was done as one JSON object"),
        ],
        notes: """
            Formats: \(AudioFormat.names).
            A name ending in .wav is a WAV file; anything else is raw, without a header.
            """)

    /// What `--json` prints.
    private struct Report: Encodable {
        var from: String
        var to: String
        var seconds: Double
        var bytes: Int
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let (inPath, outPath) = (arguments.operands[0], arguments.operands[1])
        let declared = try arguments.format("from", of: syntax)
        guard let format = try arguments.format("to", of: syntax) else {
            throw UsageError("--to FORMAT is missing", command: syntax.name)
        }
        let input = try SoundFile.read(inPath, rawFormat: declared, of: syntax)
        if let declared, declared != input.format {
            throw UsageError(
                "'\(inPath)' is \(input.format.vendorName), not \(declared.vendorName); leave --from out",
                command: syntax.name)
        }
        let output = input.converted(to: format)
        let bytes = try SoundFile.write(output, to: outPath)
        let report = Report(
            from: input.format.vendorName, to: format.vendorName,
            seconds: Double(output.audio.count) / Double(format.bytesPerSecond), bytes: bytes)
        if arguments.flags.contains("json") {
            print(try JSONText.of(report))
        } else {
            let seconds = report.seconds.formatted(decimals: 3)
            print("\(outPath): \(report.from) to \(report.to), \(seconds) s, \(bytes) bytes")
        }
        return 0
    }
}
