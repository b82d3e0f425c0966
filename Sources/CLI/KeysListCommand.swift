import Calls

/// `voicebridge keys list`: the keys to the API, those revoked among them.
enum KeysListCommand: Command {
    static let syntax = CommandSyntax(
        name: "keys list",
        summary: "List the keys to the API.",
        options: [
            .init("database", "FILE", "the call database [\(Setting.database.name), else voicebridge.sqlite]"),
            .init("json", nil, "print a JSON array"),
        ])

    static func run(_ arguments: Arguments) async throws -> Int32 {
        try await AgentBook.open(arguments) { store in
            let users = try await store.users()
            let entries = try await store.keys().map { KeyBook.Entry($0, users: users) }
            if arguments.flags.contains("json") {
                print(try JSONText.of(entries))
            } else if entries.isEmpty {
                print("No keys yet: 'voicebridge keys create NAME' makes one.")
            } else {
                for entry in entries { print(entry.line) }
            }
            return 0
        }
    }
}
