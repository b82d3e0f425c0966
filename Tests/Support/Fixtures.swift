public import FoundationEssentials

/// The files under `Fixtures`, found from where this source file lies.
public enum Fixtures {
    /// The folder itself.
    public static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures", directoryHint: .isDirectory)

    /// The bytes of one file, named from the folder: `audio/agent-1.wav`.
    public static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }
}
