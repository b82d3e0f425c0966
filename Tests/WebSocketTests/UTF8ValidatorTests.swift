import TestSupport
import Testing

@testable import WebSocket

@Suite("UTF-8 as it arrives, RFC 6455 8.1 and RFC 3629")
struct UTF8ValidatorTests {
    private func isWhole(_ bytes: [UInt8]) -> Bool {
        var validator = UTF8Validator()
        return validator.accept(bytes.span) && validator.isAtCharacterBoundary
    }

    private func swiftAccepts(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    @Test("all inputs of one and two bytes: Swift's own validator agrees")
    func shortInputs() {
        var disagreements: [[UInt8]] = []
        for first in UInt8.min...UInt8.max {
            if isWhole([first]) != swiftAccepts([first]) { disagreements.append([first]) }
            for second in UInt8.min...UInt8.max where isWhole([first, second]) != swiftAccepts([first, second]) {
                disagreements.append([first, second])
            }
        }
        #expect(disagreements.isEmpty)
    }

    @Test(
        "all tails of two bytes behind one first byte of each row of the table: Swift's own validator agrees",
        arguments: [0xE0, 0xE1, 0xED] as [UInt8])
    func threeBytes(first: UInt8) {
        var disagreements = 0
        var bytes: [UInt8] = [first, 0, 0]
        for tail in UInt16.min...UInt16.max {
            bytes[1] = UInt8(tail >> 8)
            bytes[2] = UInt8(tail & 0xFF)
            if isWhole(bytes) != swiftAccepts(bytes) { disagreements += 1 }
        }
        #expect(disagreements == 0)
    }

    /// The ends of every row of the table in RFC 3629, 4, and their neighbours.
    private static let borders: [UInt8] = [
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
        0xF0,
        0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]

    @Test("all inputs of three and four bytes from the borders of the table: Swift's own validator agrees")
    func borderInputs() {
        var disagreements: [[UInt8]] = []
        for first in Self.borders {
            for second in Self.borders {
                for third in Self.borders {
                    let three = [first, second, third]
                    if isWhole(three) != swiftAccepts(three) { disagreements.append(three) }
                    guard first >= 0xC0 else { continue }
                    for fourth in Self.borders where isWhole(three + [fourth]) != swiftAccepts(three + [fourth]) {
                        disagreements.append(three + [fourth])
                    }
                }
            }
        }
        #expect(disagreements.isEmpty)
    }

    @Test("text of many characters, cut anywhere, is accepted; its last character alone may be open")
    func everySplit() {
        let text = Array("Grüße, κόσμε, 電話, 😀🇩🇪 and sixteen ASCII letters: abcdefghijklmnop.\u{10FFFF}\u{FFFF}\0".utf8)
        for cut in 0...text.count {
            var validator = UTF8Validator()
            let accepted =
                validator.accept(text.span.extracting(..<cut)) && validator.accept(text.span.extracting(cut...))
            #expect(accepted && validator.isAtCharacterBoundary, "cut at \(cut)")
        }
    }

    @Test("a wrong byte is refused at once, wherever it stands among 40 letters")
    func wrongByteAnywhere() {
        for place in 0..<40 {
            for wrong in [0x80, 0xBF, 0xC0, 0xF5, 0xFF] as [UInt8] {
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 40)
                bytes[place] = wrong
                var validator = UTF8Validator()
                let before = validator.accept(bytes.span.extracting(..<place))
                let after = validator.accept(bytes.span.extracting(place...))
                #expect(before && !after, "\(wrong) at \(place)")
            }
        }
    }

    @Test("seeded mutations of real text: Swift's own validator agrees, whole and in two pieces")
    func noise() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let text = Array("Ein Gespräch über 電話 mit 😀, das länger ist als ein paar Wörter".utf8)
        for _ in 0..<5000 {
            var bytes = text
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...4, using: &random))
            var validator = UTF8Validator()
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let accepted =
                validator.accept(bytes.span.extracting(..<cut)) && validator.accept(bytes.span.extracting(cut...))
            #expect((accepted && validator.isAtCharacterBoundary) == swiftAccepts(bytes), "seed \(seed): \(bytes)")
        }
    }
}
