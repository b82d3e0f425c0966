import Foundation
import TestSupport
import Testing

@testable import WebSocket

@Suite(
    "Against wsproto, a second reader of frames", .timeLimit(.minutes(5)),
    .enabled(if: PythonPeer.isInstalled("wsproto"), "scripts/python-peers installs it"))
struct WebSocketDifferentialTests {
    /// Cases of each role, and of each way to feed them.
    private static let caseCount = 3000
    private static let limits = WebSocketLimits(maximumMessageSize: .max, maximumControlFramesPerSecond: .max)

    @Test(
        "the same messages, pings, closes and failures, however the bytes are cut",
        arguments: [WebSocketProtocol.Role.server, .client])
    func sameEvents(role: WebSocketProtocol.Role) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        var cases: [[[UInt8]]] = []
        for _ in 0..<Self.caseCount {
            let bytes = FrameStream.random(role, using: &random)
            cases += [[bytes], random.cut(bytes)]
        }
        var differences: [KnownDifference: Int] = [:]
        for (pieces, theirs) in zip(cases, try await Self.read(cases, role)) {
            let ours = ReaderOutcome(Session(pieces, role: role, limits: Self.limits))
            guard ours != theirs else { continue }
            guard let known = KnownDifference(ours: ours, theirs: theirs) else {
                Issue.record("seed \(seed), \(role), \(hex(pieces)): we \(ours), wsproto \(theirs)")
                continue
            }
            differences[known, default: 0] += 1
        }
        let counts = differences.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
        print("wsproto as \(role): \(cases.count) cases, known differences: \(counts)")
    }

    /// What wsproto makes of the cases.
    private static func read(_ cases: [[[UInt8]]], _ role: WebSocketProtocol.Role) async throws -> [ReaderOutcome] {
        let directory = try TestSupport.TemporaryDirectory()
        let input = directory.file("cases")
        try Data(cases.map { "\(role) \(hex($0))\n" }.joined().utf8).write(to: URL(filePath: input))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "wsproto_reader.py").path
        let result = await (try PythonPeer.start(script, input: input)).result()
        try #require(result.code == 0, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == cases.count)
        return try lines.map { try JSONDecoder().decode(ReaderOutcome.self, from: Data($0.utf8)) }
    }
}

/// Where the two differ, and are meant to.
private enum KnownDifference: Hashable {
    /// We judge a header byte by byte, as bytes come, and its place among the fragments at once; wsproto waits for the second
    /// byte, for the whole length, or for payload. That can mend nothing: given what is missing, and good, it fails with
    /// the same code.
    case headersAreJudgedEarly
    /// ED A0 to ED BF begin a surrogate, which is no character. We refuse it there; Python waits for a third byte, and
    /// meanwhile finds something else wrong or nothing more.
    case surrogatesAreJudgedEarly
    /// 1014, Bad Gateway, is registered at IANA since RFC 6455. wsproto does not know it, and refuses it before it looks at
    /// the reason.
    case badGatewayIsKnown

    init?(ours: ReaderOutcome, theirs: ReaderOutcome) {
        let isHeardAlike = ours.heard == theirs.heard && ours.pongs == theirs.pongs
        if isHeardAlike, theirs.failure == nil, ours.failure != nil, ours.failure == theirs.later {
            self = .headersAreJudgedEarly
        } else if ours.failure == 1007, Self.isSurrogate(theirs.undecided), theirs.heard.starts(with: ours.heard),
            theirs.pongs.starts(with: ours.pongs)
        {
            self = .surrogatesAreJudgedEarly
        } else if theirs.words == "CLOSE with unknown reserved code",
            isHeardAlike && ours.failure == 1007 || Self.isBadGateway(ours, behind: theirs)
        {
            self = .badGatewayIsKnown
        } else {
            return nil
        }
    }

    private static func isSurrogate(_ bytes: String?) -> Bool {
        bytes?.wholeMatch(of: /ed[ab][0-9a-f]/) != nil
    }

    /// Whether we heard a close with 1014, and all else as they did.
    private static func isBadGateway(_ ours: ReaderOutcome, behind theirs: ReaderOutcome) -> Bool {
        ours.failure == nil && ours.heard.last?.last?.hasPrefix("1014") == true
            && ours.heard.dropLast() == theirs.heard[...] && ours.pongs == theirs.pongs
    }
}

/// What a reader made of bytes.
private struct ReaderOutcome: Equatable, Codable, CustomStringConvertible {
    /// Messages, pongs and a close, each a word and its payload: in hexadecimal, or for a close as `1000 reason`.
    var heard: [[String]]
    /// The payloads of the pings, which went back in pongs.
    var pongs: [String]
    /// The code that the reader failed with.
    var failure: Int?
    /// The code it would fail with after a good rest of the header. This and the following wsproto alone says.
    var later: Int?
    /// Why it failed.
    var words: String?
    /// The first bytes of a character, of which more have to come.
    var undecided: String?

    static func == (one: ReaderOutcome, other: ReaderOutcome) -> Bool {
        one.heard == other.heard && one.pongs == other.pongs && one.failure == other.failure
    }

    var description: String {
        "heard \(heard), answered \(pongs), failed with \(failure ?? 0), later \(later ?? 0), \(words ?? "")"
    }
}

extension ReaderOutcome {
    /// Ours, out of the events and of what was sent.
    init(_ session: Session) {
        self.init(heard: [], pongs: [], failure: nil)
        for event in session.heard {
            switch event {
            case .text(let text): heard.append(["text", hex([Array(text.utf8)])])
            case .binary(let bytes): heard.append(["binary", hex([bytes])])
            case .pong: heard.append(["pong", ""])
            case .closed(let code, let reason, true):
                heard.append(["close", "\(code) \(reason)"])
            case .closed(_, _, false): break
            }
        }
        let hasFailed = if case .closed(_, _, false) = session.heard.last { true } else { false }
        for (opcode, payload) in Self.controlFrames(session.sent) {
            switch opcode {
            case 0xA: pongs.append(hex([payload]))
            default: failure = hasFailed ? Int(payload[0]) << 8 | Int(payload[1]) : nil
            }
        }
    }

    /// Short frames, read here by hand.
    private static func controlFrames(_ bytes: [UInt8]) -> [(opcode: UInt8, payload: [UInt8])] {
        var frames: [(UInt8, [UInt8])] = []
        var rest = bytes[...]
        while let first = rest.popFirst(), let second = rest.popFirst() {
            let key = second & 0x80 == 0 ? [0, 0, 0, 0] : Array(rest.prefix(4))
            if second & 0x80 != 0 { rest = rest.dropFirst(4) }
            let payload = rest.prefix(Int(second & 0x7F)).enumerated().map { $1 ^ key[$0 % 4] }
            rest = rest.dropFirst(payload.count)
            frames.append((first & 0xF, payload))
        }
        return frames
    }
}

private func hex(_ pieces: [[UInt8]]) -> String {
    pieces.map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }.joined(separator: " ")
}
