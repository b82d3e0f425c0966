import Foundation

/// Where a server writes down which process it is, beside its database, so that a doctor on the same machine can tell
/// whether the public URL leads to it.
enum InstanceFile {
    static func path(beside database: String) -> String { database + ".instance" }

    /// Writes a name down; that it cannot is no reason not to serve.
    static func write(_ instance: String, beside database: String) {
        let path = path(beside: database)
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(instance.utf8), attributes: [.posixPermissions: 0o600])
    }

    /// The name of the server that uses this database, or used it last.
    static func read(beside database: String) -> String? {
        guard let text = try? String(contentsOfFile: path(beside: database), encoding: .utf8), !text.isEmpty else {
            return nil
        }
        return text
    }

    /// Takes it away again, unless another server has written its own meanwhile.
    static func remove(_ instance: String, beside database: String) {
        guard read(beside: database) == instance else { return }
        try? FileManager.default.removeItem(atPath: path(beside: database))
    }
}
