import Calls
import Foundation
import HTTP
import Testing

@testable import API

@Suite("A call's recording") struct RecordingEndpointTests {
    /// Half a second.
    private static let sound = (0..<16_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    private static let whole = RecordingFormat.header(soundByteCount: sound.count) + sound

    private let harness: Harness
    private let call: RecordID

    init() async throws {
        harness = try await Harness()
        call = try await harness.placedCall()
    }

    private func record(_ sound: [UInt8] = sound) async throws {
        let writer = harness.recordings.writer(for: call)
        writer.append(sound)
        writer.finish()
        await harness.recordings.flush()
        // 1994-11-06T08:49:37Z, RFC 9110's example.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 784_111_777)],
            ofItemAtPath: harness.recordings.path(of: call))
    }

    private func get(_ headers: HTTPHeaders = [:], name: String? = nil) async throws -> HTTPResponse {
        try await harness.send(.get, "/api/calls/\(name ?? call.hex)/recording", headers: headers)
    }

    private func bytes(_ response: HTTPResponse) async throws -> [UInt8] {
        let body = try #require(response.storedBody)
        return try #require(await body.source.read(body.range))
    }

    @Test("it is found by our id and by Twilio's, whole, and says what it is")
    func whole() async throws {
        try await record()
        for name in [call.hex, "CA1"] {
            let answer = try await get(name: name)
            #expect(answer.status == .ok)
            #expect(try await bytes(answer) == Self.whole)
            let expected: KeyValuePairs = [
                "Content-Type": "audio/wav", "Accept-Ranges": "bytes", "ETag": "\"\(call)-16044\"",
                "Content-Disposition": "inline; filename=\"call-\(call).wav\"",
                "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            ]
            for (name, value) in expected { #expect(answer.headers[name] == value) }
        }
    }

    @Test(
        "a part of it",
        arguments: [
            ("bytes=0-43", 0..<44), ("bytes=40-47", 40..<48), ("bytes=16000-", 16_000..<16_044),
            ("bytes=-10", 16_034..<16_044), ("bytes=0-99999", 0..<16_044),
        ])
    func part(field: String, range: Range<Int>) async throws {
        try await record()
        let answer = try await get(["Range": field])
        #expect(answer.status == .partialContent)
        #expect(answer.headers["Content-Range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/16044")
        #expect(try await bytes(answer) == Array(Self.whole[range]))
    }

    @Test("a part that is not there")
    func unsatisfiable() async throws {
        try await record()
        let answer = try await get(["Range": "bytes=16044-"])
        #expect(answer.status == .rangeNotSatisfiable)
        #expect(answer.headers["Content-Range"] == "bytes */16044")
        #expect(try answer.errorCode() == "range_not_satisfiable")
    }

    @Test("several parts, and a version that is not this one, are answered with all of it")
    func ignored() async throws {
        try await record()
        let fields: [HTTPHeaders] = [
            ["Range": "bytes=0-0,-1"], ["Range": "bytes=5-4"], ["Range": "bytes=0-1", "If-Range": "\"\(call)-16040\""],
            ["Range": "bytes=0-1", "If-Range": "W/\"\(call)-16044\""],
            ["Range": "bytes=0-1", "If-Range": "Sun, 06 Nov 1994 08:49:36 GMT"],
            ["Range": "bytes=16044-", "If-Range": "\"other\""],
        ]
        for headers in fields {
            let answer = try await get(headers)
            #expect(answer.status == .ok && answer.storedBody?.range == 0..<16_044, "\(headers)")
        }
        for version in ["\"\(call)-16044\"", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            #expect(try await get(["Range": "bytes=0-1", "If-Range": version]).status == .partialContent)
        }
    }

    @Test("what the client has already is not sent again")
    func notModified() async throws {
        try await record()
        let answer = try await get(["If-None-Match": "W/\"\(call)-16044\"", "Range": "bytes=99999-"])
        #expect(answer.status == .notModified)
        #expect(answer.headers["ETag"] == "\"\(call)-16044\"")
        #expect(answer.storedBody == nil && answer.body.isEmpty)
        #expect(try await get(["If-None-Match": "\"\(call)-16040\""]).status == .ok)
    }

    @Test("of a call that is still recorded there is what there is so far, and its tag tells it from what comes later")
    func growing() async throws {
        let writer = harness.recordings.writer(for: call)
        writer.append(Array(Self.sound.prefix(400)))
        await harness.recordings.flush()
        let first = try await get()
        writer.append(Array(Self.sound.dropFirst(400)))
        await harness.recordings.flush()
        #expect(try await bytes(first) == RecordingFormat.header(soundByteCount: 400) + Self.sound.prefix(400))
        let second = try await get(["Range": "bytes=444-", "If-Range": try #require(first.headers["ETag"])])
        #expect(second.status == .ok)
        #expect(try await bytes(second) == Self.whole)
        // The file was written this very second, by the clock of the machine; its date proves nothing.
        let date = try #require(first.headers["Last-Modified"])
        #expect(try await get(["Range": "bytes=0-1", "If-Range": date]).status == .ok)
    }

    @Test("no call, no recording, a recording that cannot be read: each says so")
    func missing() async throws {
        for name in [harness.ids.next().hex, "CA9", call.hex + ".wav"] {
            let answer = try await get(name: name)
            #expect(answer.status == .notFound)
            #expect(try answer.errorCode() == "unknown_call")
        }
        for name in ["..", "..%2F..%2Fetc%2Fpasswd"] {
            #expect(try await get(name: name).status == .badRequest)
        }
        let none = try await get()
        #expect(none.status == .notFound)
        #expect(try none.errorCode() == "no_recording")
        try harness.recordings.makeDirectory()
        try FileManager.default.createSymbolicLink(
            atPath: harness.recordings.path(of: call), withDestinationPath: "/etc/passwd")
        let link = try await get()
        #expect(link.status == .internalServerError)
        #expect(try link.errorCode() == "recording_unreadable")
    }

    @Test("only who may use the API hears it")
    func authorization() async throws {
        let harness = try await Harness(apiKey: "secret")
        let path = "/api/calls/CA1/recording"
        #expect(try await harness.send(.get, path).status == .unauthorized)
        let authorized: HTTPHeaders = ["Authorization": "Bearer secret"]
        #expect(try await harness.send(.get, path, headers: authorized).status == .notFound)
        #expect(try await harness.send(.post, path, headers: authorized).status == .methodNotAllowed)
    }
}
