import API
import Calls
import Foundation

/// `voicebridge keys create`: makes a key to the API and shows it, once.
enum KeysCreateCommand: Command {
    static let syntax = CommandSyntax(
        name: "keys create",
        summary: "Make a key to the API; it is shown once.",
        operands: ["NAME"],
        options: [
            .init("user", "USER", "whose agents, leads and calls it opens; a new name makes a new user [owner]"),
            .init("scopes", "LIST", "what it may: read, call, admin, with commas between [read,call]"),
            .init("database", "FILE", "the call database [\(Setting.database.name), else voicebridge.sqlite]"),
            .init("json", nil, "print the key as one JSON object"),
        ],
        notes: """
            NAME says what the key is for. read: look at everything; call: start and end calls, write leads; admin: change
            agents. No scope includes another.

            The key is kept as a digest: what is printed now cannot be shown again. From the first key on, this machine
            needs one too, unless \(Setting.apiKey.name) is what it uses.
            """)

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let name = try text(arguments.operands[0], "NAME")
        let userName = try text(arguments.options["user"] ?? "owner", "--user")
        let scopes = try scopes(arguments.options["scopes"] ?? "read,call")
        return try await AgentBook.open(arguments) { store in
            let ids = IDSource()
            let user = try await store.user(
                named: userName, or: User(id: ids.next(), name: userName, createdAt: Date()))
            let secret = APIKeySecret.make(for: ids.next())
            let key = APIKey(
                id: secret.keyID, userID: user.id, name: name, scopes: scopes, digest: secret.digest, createdAt: Date())
            try await store.add(key, noting: KeyBook.note(.createKey, key.id, of: user.id, ids: ids))
            var entry = KeyBook.Entry(key, users: [user])
            entry.key = secret.text
            if arguments.flags.contains("json") {
                print(try JSONText.of(entry))
            } else {
                print(secret.text)
                StandardError.write("voicebridge: \(entry.line). Keep the key now: it is not shown again.")
            }
            return 0
        }
    }

    /// A name of one line, as lists show it.
    private static func text(_ text: String, _ what: String) throws -> String {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty, trimmed.utf8.count <= 128, trimmed.unicodeScalars.allSatisfy({ $0.value >= 32 }) else {
            throw UsageError("\(what) must be one line of 1 to 128 bytes", command: syntax.name)
        }
        return trimmed
    }

    private static func scopes(_ list: String) throws -> Set<APIKey.Scope> {
        var scopes: Set<APIKey.Scope> = []
        for word in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let scope = APIKey.Scope(rawValue: word.trimmingCharacters(in: .whitespaces)) else {
                throw UsageError(
                    "'--scopes \(list)': read, call and admin are there to choose from", command: syntax.name)
            }
            scopes.insert(scope)
        }
        return scopes
    }
}
