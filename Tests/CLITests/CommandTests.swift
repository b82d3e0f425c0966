import Testing

@testable import CLI

@Suite struct CommandTests {
    @Test func theLongestNameWins() throws {
        let match = try VoicebridgeCommand.find(["audio", "convert", "a", "b"])
        #expect(match.command.syntax.name == "audio convert")
        #expect(match.rest == ["a", "b"])
    }

    @Test func halfANameSaysWhatIsMissing() {
        #expect(
            throws: UsageError(
                "'agents' needs one more word: 'agents add' or 'agents set' or 'agents list'", command: "")
        ) {
            _ = try VoicebridgeCommand.find(["agents"])
        }
        #expect(
            throws: UsageError(
                "'keys' needs one more word: 'keys create' or 'keys list' or 'keys revoke'", command: "")
        ) {
            _ = try VoicebridgeCommand.find(["keys"])
        }
        #expect(throws: UsageError("unknown command 'dance'", command: "")) {
            _ = try VoicebridgeCommand.find(["dance"])
        }
    }

    @Test func everyCommandHasHelp() async {
        for command in VoicebridgeCommand.commands {
            let help = command.syntax.help
            #expect(help.contains("Usage: voicebridge \(command.syntax.name)"))
            for option in command.syntax.options { #expect(help.contains("--\(option.name)")) }
            #expect(VoicebridgeCommand.help.contains(command.syntax.summary))
        }
    }

    @Test("wrong words end with 2, an unknown failure with 1")
    func exitCodes() async {
        #expect(await VoicebridgeCommand.run(["dance"]) == 2)
        #expect(await VoicebridgeCommand.run(["audio", "convert", "--from", "mp3", "a", "b"]) == 2)
        #expect(await VoicebridgeCommand.run(["audio", "convert", "--to", "pcm_8000", "/no/such/file.wav", "b"]) == 1)
        #expect(await VoicebridgeCommand.run(["audio", "convert", "--help"]) == 0)
    }
}
