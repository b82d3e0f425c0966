import Foundation
import TestSupport
import Testing

@testable import Calls

@Suite("Writing a recording") struct RecordingWriterTests {
    private let directory: TemporaryDirectory
    private let library: RecordingLibrary
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        library = RecordingLibrary(directory: directory.file("recordings"))
        path = library.path(of: .make())
    }

    private func file() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    /// A second that can be told from others.
    private func second(_ number: UInt8) -> [UInt8] {
        [UInt8](repeating: number, count: RecordingFormat.bytesPerSecond)
    }

    @Test("the file is a header of 44 bytes and the sound, after every piece")
    func growing() async throws {
        let writer = library.writer(for: .make())
        writer.append([1, 0, 2, 0])
        await library.flush()
        #expect(
            try file()
                == Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0]
                + [1, 0, 2, 0, 0x40, 0x1F, 0, 0, 0x00, 0x7D, 0, 0, 4, 0, 16, 0] + Array("data".utf8) + [4, 0, 0, 0]
                + [1, 0, 2, 0])
        writer.append([3, 0, 4, 0, 5, 0, 6, 0])
        await library.flush()
        #expect(try file() == RecordingFormat.header(soundByteCount: 12) + [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])
        writer.finish()
        writer.append([9, 9, 9, 9])
        await library.flush()
        #expect(try file().count == 56)
        #expect(writer.nextProblem() == nil)
    }

    @Test("only its owner may read a recording, or look for one")
    func permissions() async throws {
        let writer = library.writer(for: .make())
        writer.append(second(1))
        await library.flush()
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(path) == 0o600)
        #expect(try mode(library.directory) == 0o700)
    }

    @Test("a call without sound leaves no file")
    func empty() async throws {
        let writer = library.writer(for: .make())
        writer.append([])
        writer.finish()
        await library.flush()
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(writer.nextProblem() == nil)
    }

    @Test("what a slow disk has no time for is silence, what comes after it stands in its place, and it is told once")
    func slowDisk() async throws {
        let writer = library.writer(for: .make())
        library.queues.writing.suspend()
        for number in 1...20 { writer.append(second(UInt8(number))) }
        library.queues.writing.resume()
        await library.flush()
        writer.append(second(21))
        await library.flush()
        library.queues.writing.suspend()
        for number in 22...40 { writer.append(second(UInt8(number))) }
        writer.finish()
        library.queues.writing.resume()
        await library.flush()

        let bytes = try file()
        let heard = stride(from: 44, to: bytes.count, by: RecordingFormat.bytesPerSecond).map { Int(bytes[$0]) }
        let expected = Array(1...16) + [0, 0, 0, 0] + Array(21...37) + [0, 0, 0]
        #expect(heard == expected)
        #expect(bytes.count == 44 + 40 * RecordingFormat.bytesPerSecond)
        #expect(Array(bytes.prefix(44)) == RecordingFormat.header(soundByteCount: bytes.count - 44))
        #expect(writer.nextProblem() == .gap)
        #expect(writer.nextProblem() == nil)
    }

    @Test("a recording that is there is not written over; the reason is told once, and nothing more is taken")
    func occupied() async throws {
        try library.makeDirectory()
        try Data("theirs".utf8).write(to: URL(filePath: path))
        let writer = library.writer(for: .make())
        for _ in 0..<3 {
            writer.append(second(1))
            await library.flush()
        }
        writer.finish()
        await library.flush()
        #expect(try file() == Array("theirs".utf8))
        guard case .failed(let reason) = writer.nextProblem() else {
            Issue.record("no problem was told")
            return
        }
        #expect(reason == "open \(path): File exists")
        #expect(writer.nextProblem() == nil && writer.hasFailed)
    }

    @Test("recordings at one time do not mix")
    func several() async throws {
        let (one, other) = (library.writer(for: .make(1)), library.writer(for: .make(2)))
        for number in 1...5 {
            one.append(second(UInt8(number)))
            other.append(second(UInt8(10 + number)))
        }
        one.finish()
        other.finish()
        await library.flush()
        for (id, first) in [(RecordID.make(1), 1), (.make(2), 11)] {
            let bytes = Array(try Data(contentsOf: URL(filePath: library.path(of: id))))
            let heard = stride(from: 44, to: bytes.count, by: RecordingFormat.bytesPerSecond).map { Int(bytes[$0]) }
            #expect(heard == Array(first..<first + 5))
        }
    }
}
