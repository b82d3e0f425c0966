import TestSupport

@testable import WebSocket

/// Streams of frames such as a peer sends, most of them with something wrong.
enum FrameStream {
    /// A few messages, whole or in fragments, with control frames between; then, most times, some of it is changed.
    static func random(_ role: WebSocketProtocol.Role, using random: inout SeededGenerator) -> [UInt8] {
        var frames: [[UInt8]] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) { frames += message(role, using: &random) }
        if Bool.random(using: &random) { frames.append(close(role, using: &random)) }
        // A frame left out, doubled or put elsewhere breaks the order of fragments.
        switch Int.random(in: 0..<6, using: &random) {
        case 0: frames.remove(at: Int.random(in: frames.indices, using: &random))
        case 1: frames.insert(frames[0], at: Int.random(in: frames.indices, using: &random))
        case 2: frames.shuffle(using: &random)
        default: break
        }
        var bytes = frames.flatMap { $0 }
        if Bool.random(using: &random) { bytes = random.mutated(bytes, changes: 2) }
        if Int.random(in: 0..<4, using: &random) == 0 {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        }
        return bytes
    }

    /// A message in one to four frames.
    private static func message(_ role: WebSocketProtocol.Role, using random: inout SeededGenerator) -> [[UInt8]] {
        let isText = Bool.random(using: &random)
        var rest = isText ? text(using: &random)[...] : random.bytes(Int.random(in: 0...300, using: &random))[...]
        let fragmentCount = [1, 1, 2, 4].randomElement(using: &random) ?? 1
        var frames: [[UInt8]] = []
        for number in 0..<fragmentCount {
            let isLast = number == fragmentCount - 1
            let payload = isLast ? rest : rest.prefix(Int.random(in: 0...rest.count, using: &random))
            rest = rest.dropFirst(payload.count)
            let opcode: UInt8 = number > 0 ? 0x0 : isText ? 0x1 : 0x2
            frames.append(frame((isLast ? 0x80 : 0) | opcode, Array(payload), role, using: &random))
            if Int.random(in: 0..<3, using: &random) == 0 { frames.append(ping(role, using: &random)) }
        }
        return frames
    }

    /// UTF-8 of one to four bytes a character, or what is none: halves, surrogates, overlong forms, numbers too large.
    private static func text(using random: inout SeededGenerator) -> [UInt8] {
        let good = ["", "a", "é", "€", "😀", "\u{7FF}", "\u{FFFD}", "\u{10FFFF}", String(repeating: "x", count: 126)]
        let bad: [[UInt8]] = [
            [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF],
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            bytes += Array((good.randomElement(using: &random) ?? "").utf8)
        }
        if Int.random(in: 0..<6, using: &random) == 0 { bytes += bad.randomElement(using: &random) ?? [] }
        if Bool.random(using: &random) { bytes += Array("z".utf8) }
        return bytes
    }

    private static func ping(_ role: WebSocketProtocol.Role, using random: inout SeededGenerator) -> [UInt8] {
        let size = [0, 1, 125, 125, 126].randomElement(using: &random) ?? 0
        return frame(Bool.random(using: &random) ? 0x89 : 0x8A, random.bytes(size), role, using: &random)
    }

    private static func close(_ role: WebSocketProtocol.Role, using random: inout SeededGenerator) -> [UInt8] {
        let code =
            [1000, 1001, 1004, 1005, 1006, 1007, 1012, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 0, 999]
            .randomElement(using: &random) ?? 1000
        let payload = [UInt8(code >> 8), UInt8(code & 0xFF)] + text(using: &random).prefix(123)
        let size = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 0...2, using: &random) : payload.count
        return frame(0x88, Array(payload.prefix(size)), role, using: &random)
    }

    /// A frame whose length is now and then written longer than need be, and whose mask is now and then on the wrong side.
    private static func frame(
        _ first: UInt8, _ payload: [UInt8], _ role: WebSocketProtocol.Role, using random: inout SeededGenerator
    ) -> [UInt8] {
        let isMasked = (role == .server) != (Int.random(in: 0..<60, using: &random) == 0)
        let key = isMasked ? random.bytes(4) : nil
        guard Int.random(in: 0..<40, using: &random) == 0 else { return Wire.frame(first, payload, key: key) }
        let mask: UInt8 = isMasked ? 0x80 : 0
        let length =
            Bool.random(using: &random)
            ? [mask | 126] + Wire.bigEndian(payload.count, 2) : [mask | 127] + Wire.bigEndian(payload.count, 8)
        let body = Wire.frame(first, payload, key: key).suffix(payload.count)
        return [first] + length + (key ?? []) + body
    }
}

extension SeededGenerator {
    /// Bytes in pieces of one to forty.
    mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            pieces.append(Array(rest.prefix(Int.random(in: 1...40, using: &self))))
            rest = rest.dropFirst(pieces[pieces.count - 1].count)
        }
        return pieces
    }
}
