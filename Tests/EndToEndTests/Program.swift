import Foundation

/// The program `voicebridge`, run as a process of its own.
final class Program {
    /// Next to the tests in the folder of build products.
    private static let url = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "voicebridge")

    /// What a run that ended by itself left.
    struct Result {
        let output: String
        let error: String
        let code: Int32
    }

    private let process = Process()
    /// Finishes when the process has ended.
    private let ended: AsyncStream<Never>
    private let output = Pipe()
    private let error = Pipe()

    /// Starts it; nothing of this process's environment is passed on but the search path.
    init(_ arguments: [String], environment: [String: String] = [:], directory: String? = nil) throws {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        ended = stream
        process.terminationHandler = { _ in continuation.finish() }
        process.executableURL = Self.url
        process.arguments = arguments
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""].merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        process.standardOutput = output
        process.standardError = error
        try process.run()
    }

    /// Runs it to its end. No thread of the tests' waits: there are few, and calls run on them.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil
    ) async throws -> Result {
        let program = try Program(arguments, environment: environment, directory: directory)
        // Both are read at once: a full pipe would stop the program.
        let (output, error) = (chunks(program.output), chunks(program.error))
        return Result(output: await text(output), error: await text(error), code: await program.exitCode())
    }

    /// What a pipe carries, piece by piece, until its end.
    private static func chunks(_ pipe: Pipe) -> AsyncStream<Data> {
        let handle = pipe.fileHandleForReading
        let (chunks, continuation) = AsyncStream<Data>.makeStream()
        handle.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                continuation.finish()
            } else {
                continuation.yield(data)
            }
        }
        return chunks
    }

    private static func text(_ chunks: AsyncStream<Data>) async -> String {
        var all = Data()
        for await chunk in chunks { all += chunk }
        return String(decoding: all, as: UTF8.self)
    }

    /// The first line of standard output with this text in it; waits for it, `nil` at the end.
    func line(containing text: String) async -> String? {
        let chunks = Self.chunks(output)
        defer { output.fileHandleForReading.readabilityHandler = nil }
        var seen = Data()
        for await chunk in chunks {
            seen += chunk
            let lines = String(decoding: seen, as: UTF8.self).split(separator: "\n")
            if let line = lines.first(where: { $0.contains(text) }) { return String(line) }
        }
        return nil
    }

    /// `kill -9`, and waits until it is gone.
    func kill() async {
        Foundation.kill(process.processIdentifier, SIGKILL)
        _ = await exitCode()
    }

    /// SIGTERM, and waits for the exit code.
    func terminate() async -> Int32 {
        process.terminate()
        return await exitCode()
    }

    private func exitCode() async -> Int32 {
        for await _ in ended {}
        return process.terminationStatus
    }
}
