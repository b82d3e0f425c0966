/// What is missing or malformed in the configuration, all of it at once: said on standard error, exit code 2.
struct ConfigurationError: Error, Equatable {
    /// A line for each setting: its name, what is wrong, and what to set.
    var problems: [String]

    /// What a person sees.
    var text: String {
        """
        voicebridge: the configuration needs attention (environment or .env):
        \(problems.map { "  - " + $0 }.joined(separator: "\n"))
        'voicebridge serve --help' lists every setting; 'voicebridge demo' needs none.
        """
    }
}
