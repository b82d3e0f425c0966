/// A command of the program: its syntax, and what it does.
protocol Command: Sendable {
    /// What it is called and takes.
    static var syntax: CommandSyntax { get }

    /// Does it; what it returns is the exit code.
    static func run(_ arguments: Arguments) async throws -> Int32
}
