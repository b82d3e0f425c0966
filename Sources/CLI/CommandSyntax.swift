/// What a command is called, what it takes and what it says about itself.
struct CommandSyntax: Equatable {
    /// An option with a value, or a flag without one.
    struct Option: Equatable {
        /// Without the dashes.
        let name: String
        /// What stands for the value in the help; `nil` for a flag.
        let value: String?
        /// One line.
        let help: String

        init(_ name: String, _ value: String? = nil, _ help: String) {
            self.name = name
            self.value = value
            self.help = help
        }
    }

    /// For example `audio convert`.
    let name: String
    /// One line.
    let summary: String
    /// What stands for each operand in the help; all are required.
    var operands: [String] = []
    /// Options and flags, in the order of the help.
    var options: [Option] = []
    /// More lines for the end of the help.
    var notes: String = ""

    /// What `--help` prints.
    var help: String {
        var usage = "Usage: voicebridge \(name)"
        if !options.isEmpty { usage += " [options]" }
        for operand in operands { usage += " \(operand)" }
        var lines = [summary, "", usage]
        let rows =
            options.map { ("--" + $0.name + ($0.value.map { " " + $0 } ?? ""), $0.help) } + [("--help", "this text")]
        let width = rows.map(\.0.count).max() ?? 0
        lines += ["", "Options:"]
        for (left, right) in rows {
            lines.append("  " + left + String(repeating: " ", count: width - left.count + 2) + right)
        }
        if !notes.isEmpty { lines += ["", notes] }
        return lines.joined(separator: "\n")
    }
}
