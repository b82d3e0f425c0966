import Calls
import Foundation
import TestSupport
import Testing

@testable import Bridge

@Suite("The recorder of a call") struct RecorderTests {
    private let directory: TemporaryDirectory
    private let library: RecordingLibrary
    private let call = IDSource().next()

    init() throws {
        directory = try TemporaryDirectory()
        library = RecordingLibrary(directory: directory.file("recordings"))
    }

    private func file() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: library.path(of: call)))) }

    @Test("a call is on disk as it was heard, and the file as long as the call")
    func whole() async throws {
        let recorder = Recorder(callID: call, library: library)
        for number in 0..<150 {
            #expect(recorder.advance(to: 160 * number) == nil)
            recorder.callerSpoke(frame(number).span, timestamp: 20 * number)
            recorder.agentSent(frame(1).span)
            if number == 100 { recorder.agentPlayed(byteCount: 160, at: 16_000) }
        }
        recorder.agentCleared()
        #expect(recorder.finish(at: 24_000) == nil)
        await library.flush()
        let file = try file()
        #expect(file.count == 44 + 4 * 24_000)
        #expect(Array(file.prefix(44)) == RecordingFormat.header(soundByteCount: 96_000))
        let (left, right) = (decoded((0..<150).flatMap(frame)), silence(16_000) + decoded(frame(1)) + silence(7_840))
        let expected = zip(left, right).flatMap { [$0, $1] }.flatMap { sample in
            [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
        }
        #expect(Array(file.dropFirst(44)) == expected)
    }

    @Test("a player that knows only the standard opens it", .enabled(if: hasPython))
    func python() async throws {
        let recorder = Recorder(callID: call, library: library)
        recorder.callerSpoke(frame(1).span, timestamp: 0)
        _ = recorder.finish(at: 12_000)
        await library.flush()
        let script = "import sys,wave; print(tuple(wave.open(sys.argv[1]).getparams())[:4])"
        let result = await (try Program(path: "/usr/bin/env", ["python3", "-c", script, library.path(of: call)]))
            .result()
        #expect(result.output == "(2, 2, 8000, 12000)\n", "\(result.error)")
    }

    private static let hasPython =
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }

    @Test("where it cannot be written the call goes on, and is told once")
    func failing() async throws {
        try Data().write(to: URL(filePath: library.directory))
        let recorder = Recorder(callID: call, library: library)
        var problems: [RecordingProblem] = []
        for second in 2..<6 {
            recorder.callerSpoke(frame(second).span, timestamp: 1_000 * second)
            if let problem = recorder.advance(to: 8_000 * second) { problems.append(problem) }
            await library.flush()
        }
        #expect(recorder.finish(at: 48_000) == nil)
        #expect(problems.map(\.code) == ["recording-failed"])
    }

    /// Records until it is killed; it stands next to the tests in the folder of build products.
    private static let victim = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "RecordingVictim").path

    @Test("a disk that is full ends the recording; what fitted is a whole file")
    func diskFull() async throws {
        // 256 blocks of 512 bytes: four seconds and a bit. Ignored, the signal is the error EFBIG.
        let limited = #"trap '' XFSZ; ulimit -f 256; exec "$0" "$@""#
        let program = try Program(path: "/bin/sh", ["-c", limited, Self.victim, library.directory, call.hex])
        let result = await program.result()
        #expect(result.output.contains("seconds 4 are on disk\nrecording-failed: "), "\(result)")
        #expect(result.output.contains("File too large"))
        let file = try file()
        #expect(file.count == 44 + 4 * RecordingFormat.bytesPerSecond)
        #expect(Array(file.prefix(44)) == RecordingFormat.header(soundByteCount: file.count - 44))
        #expect(await library.repair() == .init())
    }

    @Test("after kill -9 all but the last seconds is there, in a file that needs no repair to be opened")
    func killed() async throws {
        let program = try Program(path: Self.victim, [library.directory, call.hex])
        let line = try await program.line(containing: "seconds 5 ")
        #expect(line.hasPrefix("seconds 5 "))
        await program.kill()
        let left = try file()
        let sound = left.count - 44
        #expect(sound >= 5 * RecordingFormat.bytesPerSecond)
        // The header is written after the sound: it may be a block behind, never ahead.
        let told = left[40..<44].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect((sound - RecordingFormat.bytesPerSecond...sound).contains(told))
        #expect(Data(left[44...]) == Data(repeating: 0x11, count: sound))

        await library.repair()
        let repaired = try file()
        #expect(Array(repaired.prefix(44)) == RecordingFormat.header(soundByteCount: sound - sound % 4))
        #expect(repaired.dropFirst(44) == left.dropFirst(44).prefix(sound - sound % 4))
    }
}
