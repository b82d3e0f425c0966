/// Checks text for being UTF-8 as it arrives, wherever it is cut (RFC 6455, 8.1; RFC 3629, 4).
struct UTF8Validator: Sendable {
    /// How many bytes the character under way still lacks, 0 to 3.
    private var missing: UInt8 = 0
    /// What the next of them may be. Narrower than 80 to BF only behind E0, ED, F0 and F4: that keeps out characters that
    /// have a shorter form, surrogates, and what lies beyond U+10FFFF.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether the text may end here.
    var isAtCharacterBoundary: Bool { missing == 0 }

    /// Whether everything up to the end of these bytes may be UTF-8; after `false` the text is lost.
    mutating func accept(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while true {
            if missing == 0 { index = Self.endOfASCII(bytes, from: index) }
            guard index < bytes.count else { return true }
            guard step(bytes[index]) else { return false }
            index &+= 1
        }
    }

    private mutating func step(_ byte: UInt8) -> Bool {
        guard missing > 0 else { return begin(byte) }
        guard byte >= lowest, byte <= highest else { return false }
        missing &-= 1
        (lowest, highest) = (0x80, 0xBF)
        return true
    }

    /// The table of RFC 3629, 4, row by row.
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lowest) = (2, 0xA0)
        case 0xE1...0xEC, 0xEE...0xEF: missing = 2
        case 0xED: (missing, highest) = (2, 0x9F)
        case 0xF0: (missing, lowest) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, highest) = (3, 0x8F)
        case 0x80...0xC1, 0xF5...0xFF: return false
        default: return false
        }
        return true
    }

    /// The index of the first byte from `start` on that is not ASCII. Nearly all that is sent here is
    /// Base64 and JSON, so this loop is the validator: 32 bytes a step, which the compiler turns into vectors.
    private static func endOfASCII(_ bytes: Span<UInt8>, from start: Int) -> Int {
        bytes.withUnsafeBytes { memory in
            let highBits: UInt64 = 0x8080_8080_8080_8080
            func word(_ index: Int) -> UInt64 { memory.loadUnaligned(fromByteOffset: index, as: UInt64.self) }
            var index = start
            while index &+ 32 <= memory.count {
                let words = word(index) | word(index &+ 8) | word(index &+ 16) | word(index &+ 24)
                guard words & highBits == 0 else { break }
                index &+= 32
            }
            while index &+ 8 <= memory.count, word(index) & highBits == 0 { index &+= 8 }
            while index < memory.count, memory[index] < 0x80 { index &+= 1 }
            return index
        }
    }
}
