import Foundation
import JSONWire

/// The messages of one conversation in both directions. Shapes and order are the vendor's; identifiers, words, times and
/// sound are made up.
enum Trace {
    /// What the agent sent, as it stands on the wire.
    static func fromAgent() throws -> [[UInt8]] { try messages("S>C") }

    /// What the client sent.
    static func fromClient() throws -> [[UInt8]] { try messages("C>S") }

    private static func messages(_ direction: String) throws -> [[UInt8]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/conversation.jsonl")
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).compactMap { line in
            let json = Array(line)
            guard JSONMembers.string("dir", of: json.span) == direction else { return nil }
            return JSONMembers.value("msg", of: json.span).map { Array(json[$0]) }
        }
    }
}
