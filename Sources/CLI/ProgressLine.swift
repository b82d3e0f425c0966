import Glibc

/// Says on standard error how far a long command has come: at a terminal in one line that is written over, elsewhere with a
/// line now and then.
struct ProgressLine {
    /// Elsewhere than at a terminal, this many steps to a line.
    private static let stride = 100

    private let noun: String
    private let count: Int
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// Makes a line for steps 1 to `count`, each called by the noun.
    init(_ noun: String, of count: Int) {
        self.noun = noun
        self.count = count
    }

    /// Says that a step begins.
    func show(_ step: Int) {
        let text = "\(noun) \(step) of \(count)"
        if isTerminal {
            StandardError.write("\r" + text, terminator: "")
        } else if step % Self.stride == 0 {
            StandardError.write(text)
        }
    }

    /// Ends the line; what is written next stands below it.
    func finish() { if isTerminal, count > 0 { StandardError.write("") } }
}
