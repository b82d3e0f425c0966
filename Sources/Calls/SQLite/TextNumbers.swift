/// Numbers for texts that come again and again, so that each is made only once: 0 for the first that came, 1 for the next.
struct TextNumbers {
    /// The texts by their numbers.
    private(set) var texts: [String] = []
    /// Open addressing: a number where its text's digest says, or in the next free place; -1 is free. A power of two, and
    /// never more than half full.
    private var places = [Int](repeating: -1, count: 64)

    mutating func number(of bytes: Span<UInt8>) -> Int {
        var place = Self.digest(of: bytes) & (places.count - 1)
        while places[place] >= 0 {
            if Self.same(texts[places[place]], bytes) { return places[place] }
            place = (place + 1) & (places.count - 1)
        }
        texts.append(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self))
        places[place] = texts.count - 1
        if texts.count * 2 > places.count { grow() }
        return texts.count - 1
    }

    private mutating func grow() {
        places = [Int](repeating: -1, count: places.count * 2)
        for (number, text) in texts.enumerated() {
            var place = Self.digest(of: text.utf8.span) & (places.count - 1)
            while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
            places[place] = number
        }
    }

    /// FNV-1a, 64 bits. The texts are ids of the store's own user: who makes many that are alike harms nobody else.
    private static func digest(of bytes: Span<UInt8>) -> Int {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices { digest = (digest ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: digest >> 8)
    }

    private static func same(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        let known = text.utf8.span
        guard known.count == bytes.count else { return false }
        for index in bytes.indices where known[index] != bytes[index] { return false }
        return true
    }
}
