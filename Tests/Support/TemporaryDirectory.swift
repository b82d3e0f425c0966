import Foundation

/// A directory of a test's own, gone with its last owner. (Foundation: `FileManager.temporaryDirectory`.)
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Makes one.
    public init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "voicebridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A file in it.
    public func file(_ name: String) -> String { path + "/" + name }
}
