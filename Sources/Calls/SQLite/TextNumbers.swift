/// Numbers for texts that come again and again, so that each is made only once: 0 for the first that came, 1 for the next.
struct TextNumbers {
    /// The texts by their numbers.
    private(set) var texts: [String] = []
    /// The numbers of texts with the same digest; nearly always one.
    private var numbers: [UInt64: [Int]] = [:]

    mutating func number(of bytes: Span<UInt8>) -> Int {
        // FNV-1a, 64 bits: the texts are our own, nobody gains by making two alike.
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices { digest = (digest ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        if let known = numbers[digest]?.first(where: { Self.same(texts[$0], bytes) }) { return known }
        var text: [UInt8] = []
        for index in bytes.indices { text.append(bytes[index]) }
        texts.append(String(decoding: text, as: UTF8.self))
        numbers[digest, default: []].append(texts.count - 1)
        return texts.count - 1
    }

    private static func same(_ text: String, _ bytes: Span<UInt8>) -> Bool {
        let known = text.utf8.span
        guard known.count == bytes.count else { return false }
        for index in bytes.indices where known[index] != bytes[index] { return false }
        return true
    }
}
