import Foundation
import TestSupport
import Testing

@testable import Calls

@Suite("Keeping recordings in order") struct RecordingUpkeepTests {
    private let directory: TemporaryDirectory
    private let library: RecordingLibrary
    private let path: String
    private let sound: [UInt8] = (1...40).map { UInt8($0) }

    init() throws {
        directory = try TemporaryDirectory()
        library = RecordingLibrary(directory: directory.path)
        path = library.path(of: .make())
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    private func file(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    // MARK: Repair

    @Test("a file cut anywhere becomes one that is whole, or goes if there is no sound in it", arguments: 0...84)
    func everyTruncation(byteCount: Int) async throws {
        let whole = RecordingFormat.header(soundByteCount: 40) + sound
        try write(Array(whole.prefix(byteCount)), to: path)
        let report = await library.repair()
        let frames = (byteCount - 44) / 4
        guard byteCount >= 48 else {
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(report.removed == 1)
            return
        }
        #expect(try file(path) == RecordingFormat.header(soundByteCount: 4 * frames) + sound.prefix(4 * frames))
        #expect(report.repaired == (byteCount == 84 ? 0 : 1))
        #expect(await library.repair() == .init())
    }

    @Test(
        "a header that lags behind, or never reached the disk, is written anew", arguments: [4, 36, 4_000_000_000, nil])
    func header(told: Int?) async throws {
        let header = told.map { RecordingFormat.header(soundByteCount: $0) } ?? [UInt8](repeating: 0, count: 44)
        try write(header + sound, to: path)
        #expect(await library.repair().repaired == 1)
        #expect(try file(path) == RecordingFormat.header(soundByteCount: 40) + sound)
    }

    @Test("what is no recording of ours is left alone")
    func foreign() async throws {
        let bytes = Array("RIFF of somebody else, and long enough to be a recording".utf8)
        let names = ["notes.wav", "\(RecordID.make(2)).txt", "\(RecordID.make(3)).wav", "x\(RecordID.make(4)).wav"]
        for name in names { try write(bytes, to: directory.file(name)) }
        let link = library.path(of: .make(5))
        try write(RecordingFormat.header(soundByteCount: 4) + sound, to: directory.file("elsewhere"))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory.file("elsewhere"))
        var expected = RecordingLibrary.Repair()
        expected.failed = 2
        #expect(await library.repair() == expected)
        for name in names { #expect(try file(directory.file(name)) == bytes) }
        #expect(try file(directory.file("elsewhere")).count == 84)
    }

    @Test("where there is no directory there is nothing to do, and none is made")
    func noDirectory() async {
        let library = RecordingLibrary(directory: directory.file("none"))
        #expect(await library.repair() == .init())
        #expect(await library.purge(olderThan: 1) == 0)
        #expect(!FileManager.default.fileExists(atPath: library.directory))
    }

    // MARK: Retention

    @Test("recordings that ended too long ago are deleted, and nothing else is")
    func purge() async throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let day = 86_400.0
        let ages: [(String, Double)] = [
            ("\(RecordID.make(1)).wav", 0), ("\(RecordID.make(2)).wav", 29.9 * day),
            ("\(RecordID.make(3)).wav", 30.1 * day), ("\(RecordID.make(4)).wav", 400 * day), ("notes.wav", 400 * day),
        ]
        for (name, age) in ages {
            try write(sound, to: directory.file(name))
            try FileManager.default.setAttributes(
                [.modificationDate: now - age], ofItemAtPath: directory.file(name))
        }
        #expect(await library.purge(olderThan: 0, now: now) == 0)
        #expect(await library.purge(olderThan: 30, now: now) == 2)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(Set(left) == ["\(RecordID.make(1)).wav", "\(RecordID.make(2)).wav", "notes.wav"])
    }

    // MARK: Reading

    @Test("every part of a recording is what stands there in the whole")
    func ranges() async throws {
        let whole = RecordingFormat.header(soundByteCount: 40) + sound
        // Two bytes too many, and a header that lags behind: a recording that grows.
        try write(RecordingFormat.header(soundByteCount: 8) + sound + [9, 9], to: path)
        let recording = try #require(try await library.recording(of: .make()))
        #expect(recording.byteCount == 84)
        var differing: [Range<Int>] = []
        for start in 0...84 {
            for end in start...84 where try await recording.read(start..<end).get() != Array(whole[start..<end]) {
                differing.append(start..<end)
            }
        }
        #expect(differing.isEmpty)
    }

    @Test("a recording that grows keeps the length it was opened with; one that is deleted can be read to its end")
    func whileOpen() async throws {
        let writer = library.writer(for: .make())
        writer.append(sound)
        await library.flush()
        let recording = try #require(try await library.recording(of: .make()))
        writer.append([UInt8](repeating: 7, count: 400))
        writer.finish()
        await library.flush()
        #expect(unlink(path) == 0)
        #expect(recording.byteCount == 84)
        #expect(try await recording.read(0..<84).get() == RecordingFormat.header(soundByteCount: 40) + sound)
        #expect(try await library.recording(of: .make()) == nil)
    }

    @Test("a file without sound is no recording yet", arguments: [0, 10, 44, 47])
    func noSound(byteCount: Int) async throws {
        try write(Array((RecordingFormat.header(soundByteCount: 4) + sound).prefix(byteCount)), to: path)
        #expect(try await library.recording(of: .make()) == nil)
    }

    @Test("a link is not followed")
    func link() async throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
        await #expect(throws: RecordingError.self) { try await library.recording(of: .make()) }
    }
}
