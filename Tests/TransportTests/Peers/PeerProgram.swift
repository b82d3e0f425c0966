import Foundation
import TestSupport

/// The programs of other peers, in the folder `Programs` beside this file.
enum PeerProgram {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Programs")

    /// Gorilla's client, as scripts/peers builds it.
    static let gorilla = Fixtures.folder.deletingLastPathComponent().appending(path: ".cache/peers/gorilla").path

    /// Where one lies.
    static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Starts one in Python.
    static func python(_ name: String, _ arguments: String...) throws -> Program {
        try PythonPeer.start(path(name), arguments)
    }

    /// The place of a command, where it is installed.
    static func find(_ command: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(command)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
