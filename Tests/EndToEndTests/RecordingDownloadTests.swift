import Calls
import Foundation
import Simulator
import TestSupport
import Testing

@testable import CLI

/// A real server, a real `curl`.
@Suite(.serialized) struct RecordingDownloadTests {
    /// Half a minute of sound that nothing else is like.
    private static let sound = (0..<30 * RecordingFormat.bytesPerSecond).map {
        UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8)
    }
    private static let whole = RecordingFormat.header(soundByteCount: sound.count) + sound

    private func curl(_ arguments: [String]) async throws -> Program.Result {
        await (try Program(path: "/usr/bin/curl", ["--silent", "--show-error", "--max-time", "60"] + arguments))
            .result()
    }

    /// Lends a bridge with one recording, and its address.
    private func withRecording(
        _ body: (_ url: String, _ directory: TestSupport.TemporaryDirectory) async throws -> Void
    ) async throws {
        let directory = try TestSupport.TemporaryDirectory()
        let stage = try await Stage(
            .init(
                persona: AgentPersona(
                    try Dialogue.load(directory: Fixtures.folder.appending(path: "audio").path).agentScript),
                callee: .busy, database: directory.file("calls.sqlite"), loops: 1))
        let call = CallRecord(
            id: IDSource().next(), agentID: nil, elevenLabsAgentID: "agent_1", leadID: nil, phoneNumber: "",
            fromNumber: "",
            direction: .inbound, origin: .directStream, createdAt: Date())
        try await stage.server.store.add(call, lead: nil)
        let library = RecordingLibrary(directory: directory.file("recordings"))
        let writer = library.writer(for: call.id)
        for start in stride(from: 0, to: Self.sound.count, by: RecordingFormat.bytesPerSecond) {
            writer.append(Array(Self.sound[start..<start + RecordingFormat.bytesPerSecond]))
            await library.flush()
        }
        writer.finish()
        await library.flush()
        do {
            try await body("\(stage.baseURL)/api/calls/\(call.id)/recording", directory)
        } catch {
            await stage.strike()
            throw error
        }
        await stage.strike()
    }

    private func file(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    @Test("curl gets it whole, in parts, and goes on where it stopped", .timeLimit(.minutes(2)))
    func downloads() async throws {
        try await withRecording { url, directory in
            let out = directory.file("out.wav")
            let all = try await curl(["-o", out, "-w", "%{http_code} %{content_type}", url])
            #expect(all.output == "200 audio/wav")
            #expect(try file(out) == Self.whole)

            for (range, expected) in [
                ("0-43", 0..<44), ("100000-300000", 100_000..<300_001), ("-7", 960_037..<960_044),
            ] {
                let part = try await curl(["-o", out, "-r", range, "-w", "%{http_code} %{size_download}", url])
                #expect(part.output == "206 \(expected.count)")
                #expect(try file(out) == Array(Self.whole[expected]))
            }

            try Data(Self.whole.prefix(500_001)).write(to: URL(filePath: out))
            let resumed = try await curl(["-o", out, "-C", "-", "-w", "%{http_code} %{size_download}", url])
            #expect(resumed.output == "206 \(Self.whole.count - 500_001)")
            #expect(try file(out) == Self.whole)

            let beyond = try await curl(["-r", "9999999-", "-w", "\n%{http_code}", url])
            #expect(beyond.output.hasSuffix("\n416") && beyond.output.contains("range_not_satisfiable"))
            let head = try await curl(["--head", "-r", "0-1", url])
            #expect(head.output.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(
                head.output.contains("Content-Length: 960044\r\n") && head.output.contains("Accept-Ranges: bytes\r\n"))
        }
    }
}
