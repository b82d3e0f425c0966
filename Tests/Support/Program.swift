import Foundation
import Synchronization

/// A program, run as a process of its own; what it prints goes to files.
///
/// Foundation's `Process` is not used: with several at once on Linux the end of one is now and then not heard of.
public final class Program: Sendable {
    /// What a run that ended by itself left.
    public struct Result: Sendable {
        /// Its exit code; a signal's number, negative, where it died of one.
        public let code: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let error: String
    }

    /// The system would not start it.
    public struct SpawnError: Error {
        let code: Int32
    }

    /// It ended before it printed a line that was waited for.
    public struct Ended: Error, CustomStringConvertible {
        let awaited: String
        let code: Int32
        let error: String

        /// With what it wrote to standard error.
        public var description: String { "no line with '\(awaited)': it ended with \(code): \(error)" }
    }

    private let files: TemporaryDirectory
    private let identifier: pid_t
    private let exit: Task<Int32, Never>
    /// Its exit code, once it has one; from then on the identifier may be another program's.
    private let code: Ending

    /// Starts it; nothing of this process's environment is passed on but the search path.
    /// - Parameter input: a file for its standard input.
    public init(
        path: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: String = "/",
        input: String = "/dev/null"
    ) throws {
        files = try TemporaryDirectory()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        for (descriptor, name) in [(STDOUT_FILENO, "output"), (STDERR_FILENO, "error")] {
            posix_spawn_file_actions_addopen(&actions, descriptor, files.file(name), O_WRONLY | O_CREAT, 0o600)
        }
        let values = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""].merging(environment) { $1 }
        // posix_spawn has no portable way to change the folder; the shell does, and becomes the program.
        let words = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory, path] + arguments
        let identifier = try Self.withStrings(words) { words in
            try Self.withStrings(values.map { "\($0)=\($1)" }) { values in
                var identifier: pid_t = 0
                let code = posix_spawn(&identifier, "/bin/sh", &actions, nil, words, values)
                guard code == 0 else { throw SpawnError(code: code) }
                return identifier
            }
        }
        self.identifier = identifier
        let code = Ending()
        self.code = code
        exit = Task {
            await withCheckedContinuation { continuation in
                // A thread of its own waits: those of the tests are few, and calls run on them.
                Thread.detachNewThread {
                    var status: Int32 = 0
                    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
                    continuation.resume(returning: code.set(status))
                }
            }
        }
    }

    /// A test that fails leaves nothing behind.
    deinit { code.kill(identifier, SIGKILL) }

    /// Waits for its end and says what it left. Cancelling the task ends the program.
    public func result() async -> Result {
        let code = await withTaskCancellationHandler {
            await exit.value
        } onCancel: {
            self.code.kill(identifier, SIGKILL)
        }
        return Result(code: code, output: text("output"), error: text("error"))
    }

    /// The first line of standard output with this text in it, once it is there.
    public func line(containing text: String) async throws -> String {
        try await line(containing: text, in: "output")
    }

    /// The same of the log.
    public func logLine(containing text: String) async throws -> String {
        try await line(containing: text, in: "error")
    }

    private func line(containing text: String, in file: String) async throws -> String {
        while true {
            // Asked first: what it printed last is there by then.
            let code = code.value
            let lines = self.text(file).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.contains(text) }) { return String(line) }
            if let code { throw Ended(awaited: text, code: code, error: self.text("error")) }
            // A file tells nobody that it grew.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// `kill -9`, and waits until it is gone.
    public func kill() async {
        code.kill(identifier, SIGKILL)
        _ = await exit.value
    }

    /// SIGHUP.
    public func hangUp() { code.kill(identifier, SIGHUP) }

    /// SIGTERM, and waits for the exit code; a signal's number, negative, where it died of one.
    public func terminate() async -> Int32 {
        code.kill(identifier, SIGTERM)
        return await exit.value
    }

    private func text(_ file: String) -> String {
        String(decoding: FileManager.default.contents(atPath: files.file(file)) ?? Data(), as: UTF8.self)
    }

    /// Strings as a null-terminated array of C strings, for as long as the closure runs.
    private static func withStrings<Value>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Value
    ) rethrows -> Value {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return try body(copies + [nil])
    }
}

/// How a program ended, if it has.
private final class Ending: Sendable {
    private let code = Mutex<Int32?>(nil)

    var value: Int32? { code.withLock { $0 } }

    /// From what `waitpid` says: the exit code, or a signal's number, negative.
    func set(_ status: Int32) -> Int32 {
        let value = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        code.withLock { $0 = value }
        return value
    }

    /// Sends a signal to a program that has not ended.
    func kill(_ identifier: pid_t, _ signal: Int32) {
        if value == nil { Foundation.kill(identifier, signal) }
    }
}
