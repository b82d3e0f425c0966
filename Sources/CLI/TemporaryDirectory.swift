import Foundation

/// A folder for one run, gone afterwards.
struct TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "voicebridge-\(UUID().uuidString)")
        // Recordings of calls may lie here, if only simulated ones: nobody else's business.
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = url.path
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
