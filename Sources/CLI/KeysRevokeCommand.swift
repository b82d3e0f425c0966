import Calls
import Foundation

/// `voicebridge keys revoke`: from now on a key opens nothing, also where the bridge is running.
enum KeysRevokeCommand: Command {
    static let syntax = CommandSyntax(
        name: "keys revoke",
        summary: "Revoke a key to the API, at once and for good.",
        operands: ["ID"],
        options: [
            .init("database", "FILE", "the call database [\(Setting.database.name), else voicebridge.sqlite]"),
            .init("json", nil, "print the key as one JSON object"),
        ],
        notes: "ID is what 'keys list' shows, or the key itself: vb_…, of which only the id in it is looked at.")

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let word = arguments.operands[0]
        let parts = word.split(separator: "_", omittingEmptySubsequences: false)
        guard let id = RecordID(word) ?? (parts.count == 3 && parts[0] == "vb" ? RecordID(String(parts[1])) : nil)
        else {
            throw UsageError("this is no key's id; 'voicebridge keys list' shows them", command: syntax.name)
        }
        return try await AgentBook.open(arguments) { store in
            guard let key = try await store.key(id) else {
                StandardError.write("voicebridge: there is no key \(id); 'voicebridge keys list' shows them")
                return 1
            }
            let note = KeyBook.note(.revokeKey, id, of: key.userID, ids: IDSource())
            guard let revoked = try await store.revokeKey(id, at: Date(), noting: note) else { return 1 }
            let entry = KeyBook.Entry(revoked, users: try await store.users())
            print(arguments.flags.contains("json") ? try JSONText.of(entry) : entry.line)
            return 0
        }
    }
}
