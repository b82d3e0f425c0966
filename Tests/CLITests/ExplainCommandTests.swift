import Testing

@testable import CLI

@Suite("explain")
struct ExplainCommandTests {
    @Test("a code that is known ends with 0, another with 1, and a word that is none with 2")
    func codes() async {
        #expect(await VoicebridgeCommand.run(["explain", "31920"]) == 0)
        #expect(await VoicebridgeCommand.run(["explain", "31920", "--json"]) == 0)
        #expect(await VoicebridgeCommand.run(["explain", "all"]) == 0)
        #expect(await VoicebridgeCommand.run(["explain", "99999"]) == 1)
        #expect(await VoicebridgeCommand.run(["explain", "busy"]) == 2)
        #expect(await VoicebridgeCommand.run(["explain"]) == 2)
    }
}
