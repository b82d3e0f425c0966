/// The command's words are wrong: said on standard error, exit code 2.
struct UsageError: Error, Equatable {
    /// What is wrong, without a full stop.
    let message: String
    /// The command whose help says more, for example `audio convert`; empty for the program's own.
    let command: String

    init(_ message: String, command: String) {
        self.message = message
        self.command = command
    }

    /// Both lines that a person sees.
    var text: String {
        let help = command.isEmpty ? "voicebridge --help" : "voicebridge \(command) --help"
        return "voicebridge: \(message)\nSee '\(help)'."
    }
}
