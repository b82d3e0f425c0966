import FoundationEssentials
import TestSupport
import Testing

@testable import WebSocket

@Suite("Hostile bytes")
struct WebSocketNoiseTests {
    /// As many mutations as are tried, and no longer than this. More seconds: `VOICEBRIDGE_NOISE_SECONDS=60 swift test …`.
    private static let mutationCount = 200_000
    private static let timeLimit: Duration = {
        .seconds(Int(ProcessInfo.processInfo.environment["VOICEBRIDGE_NOISE_SECONDS"] ?? "") ?? 2)
    }()
    private static let limits = WebSocketLimits(maximumMessageSize: 600, maximumControlFramesPerSecond: 4)

    @Test(
        "mutated conversations: no trap, nothing beyond the limits, and every cut gives the same",
        arguments: [
            WebSocketProtocol.Role.server, .client,
        ])
    func mutations(role: WebSocketProtocol.Role) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let start = ContinuousClock.now
        for number in 0..<Self.mutationCount {
            let bytes = conversation(role, using: &random)
            let whole = Session(bytes, role: role, limits: Self.limits, end: true)
            judge(whole, "seed \(seed), mutation \(number)")
            let pieces = Session(cut(bytes, using: &random), role: role, limits: Self.limits, end: true)
            #expect(pieces == whole, "seed \(seed), mutation \(number)")
            if start.duration(to: .now) > Self.timeLimit { break }
        }
    }

    @Test("plain noise is refused and never kept")
    func noise() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for number in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            judge(Session(bytes, limits: Self.limits, end: true), "seed \(seed), noise \(number)")
        }
    }

    private func judge(_ session: Session, _ words: String) {
        guard case .closed(_, _, let isClean) = session.heard.last else {
            Issue.record("no end, \(words)")
            return
        }
        for heard in session.heard.dropLast() {
            switch heard {
            case .text(let text): #expect(text.utf8.count <= Self.limits.maximumMessageSize, "\(words)")
            case .binary(let bytes): #expect(bytes.count <= Self.limits.maximumMessageSize, "\(words)")
            case .pong: break
            case .closed: Issue.record("two ends, \(words)")
            }
        }
        // At most four pongs and a close frame, masked.
        #expect(session.sent.count <= 5 * 131, "\(words)")
        #expect(!isClean || !session.sent.isEmpty, "\(words)")
    }

    /// A few frames as a peer may send them, with up to three bytes changed, and often cut short.
    private func conversation(_ role: WebSocketProtocol.Role, using random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...5, using: &random) { bytes += frame(role, using: &random) }
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            default: bytes.remove(at: place)
            }
        }
        if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
        return bytes
    }

    private func frame(_ role: WebSocketProtocol.Role, using random: inout SeededGenerator) -> [UInt8] {
        let texts = ["", "a", "Grüße", "電話 😀", String(repeating: "x", count: 130), String(repeating: "y", count: 590)]
        let firsts: [UInt8] = [0x81, 0x81, 0x82, 0x01, 0x02, 0x00, 0x00, 0x80, 0x80, 0x89, 0x8A, 0x88]
        let first = firsts.randomElement(using: &random) ?? 0x81
        var payload = Array((texts.randomElement(using: &random) ?? "").utf8)
        if first & 0x08 != 0 { payload = Array(payload.prefix(125)) }
        if first == 0x88 { payload = [0x03, UInt8.random(in: 0xE8...0xF4, using: &random)] + payload.prefix(20) }
        let key: [UInt8]? = role == .server ? (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) } : nil
        return Wire.frame(first, payload, key: key)
    }

    private func cut(_ bytes: [UInt8], using random: inout SeededGenerator) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...40, using: &random))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
