import TestSupport
import Testing

@testable import Audio

@Suite("Touch tones, as an agent writes them")
struct TouchToneSequenceTests {
    @Test("keys and pauses are read in order and written the same")
    func parses() throws {
        let sequence = try TouchToneSequence(parsing: "1w2#")
        #expect(sequence.symbols == [.key(.one), .shortPause, .key(.two), .key(.pound)])
        #expect(sequence.description == "1w2#")
        #expect(sequence.duration == .milliseconds(3 * 200 + 500))
        let all = "0123456789ABCD*#wW"
        #expect(try TouchToneSequence(parsing: all).description == all)
        #expect(try TouchToneSequence(parsing: "W").duration == .seconds(1))
    }

    @Test(
        "anything else is refused by name and place",
        arguments: [
            ("12 3", " ", 3), ("a", "a", 1), ("1E", "E", 2), ("١", "\u{661}", 1), ("1\u{20E3}", "\u{20E3}", 2),
            ("9\n", "\n", 2),
            ("1,2", ",", 2), ("+1", "+", 1),
        ] as [(String, Unicode.Scalar, Int)])
    func unknown(text: String, scalar: Unicode.Scalar, position: Int) {
        #expect(throws: TouchToneError.unknownSymbol(scalar, position: position)) {
            try TouchToneSequence(parsing: text)
        }
    }

    @Test("nothing, too many symbols and too long a time are refused")
    func limits() throws {
        #expect(throws: TouchToneError.empty) { try TouchToneSequence(parsing: "") }
        #expect(try TouchToneSequence(parsing: String(repeating: "1", count: 64)).symbols.count == 64)
        #expect(throws: TouchToneError.tooManySymbols(limit: 64)) {
            try TouchToneSequence(parsing: String(repeating: "1", count: 65))
        }
        #expect(try TouchToneSequence(parsing: String(repeating: "W", count: 30)).duration == .seconds(30))
        #expect(throws: TouchToneError.tooLong(limit: .seconds(30))) {
            try TouchToneSequence(parsing: String(repeating: "W", count: 30) + "1")
        }
    }

    @Test("whatever it is given, it reads all of it or none")
    func noise() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let symbols = Array("0123456789ABCD*#wW0123456789wabé\u{301}\0 ")
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 0...80, using: &random)).compactMap { _ in symbols.randomElement(using: &random) })
            guard let sequence = try? TouchToneSequence(parsing: text) else { continue }
            #expect(sequence.description == text, "seed \(seed)")
            #expect(sequence.symbols.count <= 64 && sequence.duration <= .seconds(30), "seed \(seed)")
        }
    }

    @Test("errors tell the agent what to write instead")
    func words() {
        #expect(
            "\(TouchToneError.unknownSymbol("\n", position: 2))"
                == #"dtmf_tones has \n at position 2; use the keys 0-9, "#
                + "A-D, * and #, w for a pause of 0.5 s and W for one of 1 s")
        #expect(
            "\(TouchToneError.tooLong(limit: .seconds(30)))"
                == "dtmf_tones would play for more than 30 s; send the rest in another call")
    }
}
