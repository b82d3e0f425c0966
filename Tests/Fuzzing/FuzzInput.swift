import TestSupport

/// An input for a decoder of a stream: a byte of choices, a byte that says how the rest comes in pieces, and the rest.
struct FuzzInput {
    private let choices: UInt8
    private let cut: UInt8
    /// What the stranger sends.
    let bytes: [UInt8]

    init(_ input: [UInt8]) {
        choices = input.first ?? 0
        cut = input.dropFirst().first ?? 0
        bytes = Array(input.dropFirst(2))
    }

    /// One of eight switches.
    func chooses(_ bit: Int) -> Bool { choices >> bit & 1 == 1 }

    /// A number of three bits, from this one up.
    func number(at bit: Int) -> Int { Int(choices >> bit & 7) }

    /// The bytes in pieces: of one size, 1 to 128 bytes, or, with the highest bit of the cut set, of sizes that vary.
    var pieces: [[UInt8]] {
        var sizes = SeededGenerator(seed: UInt64(cut))
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let size = cut < 0x80 ? Int(cut) + 1 : Int.random(in: 1...48, using: &sizes)
            let end = min(bytes.count, start + size)
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
