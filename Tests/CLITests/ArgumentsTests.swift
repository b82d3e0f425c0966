import Testing

@testable import CLI

@Suite struct ArgumentsTests {
    private let syntax = CommandSyntax(
        name: "play", summary: "", operands: ["FILE"],
        options: [.init("speed", "SPEED", ""), .init("json", nil, ""), .init("port", "N", "")])

    private enum Speed: String, CaseIterable { case slow, fast }

    @Test func optionsFlagsAndOperandsAreSorted() throws {
        let arguments = try Arguments(["--speed", "max", "a.wav", "--json"], for: syntax)
        #expect(arguments.options == ["speed": "max"])
        #expect(arguments.flags == ["json"])
        #expect(arguments.operands == ["a.wav"])
    }

    @Test func aValueMayFollowAnEqualsSign() throws {
        #expect(try Arguments(["--speed=a=b", "f"], for: syntax).options == ["speed": "a=b"])
        #expect(try Arguments(["--speed=", "f"], for: syntax).options == ["speed": ""])
    }

    @Test("what follows -- is never an option, and - is an operand")
    func doubleDash() throws {
        #expect(try Arguments(["--", "--json"], for: syntax).operands == ["--json"])
        #expect(try Arguments(["-"], for: syntax).operands == ["-"])
    }

    @Test(
        "wrong words are named",
        arguments: [
            (["--sped", "1", "f"], "unknown option '--sped'"), (["-x", "f"], "unknown option '-x'"),
            (["f", "--speed"], "'--speed' needs a value: --speed SPEED"),
            (["--json=1", "f"], "'--json' takes no value"),
            ([], "FILE is missing"), (["f", "g"], "unexpected 'g'"),
        ])
    func wrongWords(words: [String], message: String) {
        #expect(throws: UsageError(message, command: "play")) { try Arguments(words, for: syntax) }
    }

    @Test func numbersAndChoicesAreChecked() throws {
        let arguments = try Arguments(["f", "--port", "70000", "--speed", "fast"], for: syntax)
        #expect(try arguments.choice("speed", as: Speed.self, of: syntax) == .fast)
        #expect(
            throws: UsageError("'--port 70000': a whole number from 0 to 65535 is needed", command: "play")
        ) { try arguments.number("port", in: 0...65535, of: syntax) }
        let other = try Arguments(["f", "--speed", "slack"], for: syntax)
        #expect(throws: UsageError("'--speed slack': one of slow, fast is needed", command: "play")) {
            try other.choice("speed", as: Speed.self, of: syntax)
        }
        #expect(try other.number("port", in: 0...1, of: syntax) == nil)
    }
}
