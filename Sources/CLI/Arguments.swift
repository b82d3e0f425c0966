/// The words of one command, sorted into options, flags and operands as its ``CommandSyntax`` says.
struct Arguments: Equatable {
    /// Values of options by name, without the dashes: the last one given counts.
    private(set) var options: [String: String] = [:]
    /// Flags given, without the dashes.
    private(set) var flags: Set<String> = []
    /// What is left, in order.
    private(set) var operands: [String] = []

    /// Sorts words; `--name value`, `--name=value` and `--` (all that follows are operands) are understood.
    init(_ words: [String], for syntax: CommandSyntax) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("--") else {
                guard word == "-" || !word.hasPrefix("-") else {
                    throw UsageError("unknown option '\(word)'", command: syntax.name)
                }
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first.map(String.init) ?? ""
            guard let option = syntax.options.first(where: { $0.name == name }) else {
                throw UsageError("unknown option '--\(name)'", command: syntax.name)
            }
            switch (option.value, parts.count > 1 ? String(parts[1]) : nil) {
            case (nil, nil):
                flags.insert(name)
            case (nil, .some):
                throw UsageError("'--\(name)' takes no value", command: syntax.name)
            case (.some, let value?):
                options[name] = value
            case (.some(let placeholder), nil):
                guard let value = rest.popFirst() else {
                    throw UsageError("'--\(name)' needs a value: --\(name) \(placeholder)", command: syntax.name)
                }
                options[name] = value
            }
        }
        let missing = syntax.operands.dropFirst(operands.count)
        if let first = missing.first {
            throw UsageError("\(first) is missing", command: syntax.name)
        }
        if operands.count > syntax.operands.count {
            throw UsageError("unexpected '\(operands[syntax.operands.count])'", command: syntax.name)
        }
    }

    /// Reads an option as a whole number within a range.
    func number(_ name: String, in range: ClosedRange<Int>, of syntax: CommandSyntax) throws(UsageError) -> Int? {
        guard let text = options[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "'--\(name) \(text)': a whole number from \(range.lowerBound) to \(range.upperBound) is needed",
                command: syntax.name)
        }
        return number
    }

    /// Reads an option as one of some words.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, as type: Choice.Type, of syntax: CommandSyntax
    ) throws(UsageError) -> Choice? where Choice.RawValue == String {
        guard let text = options[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("'--\(name) \(text)': one of \(words) is needed", command: syntax.name)
        }
        return choice
    }
}
