import Calls
import Foundation

// This machine: disk, store, descriptors.
extension Doctor {
    /// Room for some hundred thousand calls without recordings.
    private static let wantedSpace = 256 << 20

    func machine() async -> [Checkup] { [descriptors(), disk(), await store()] }

    /// A call is two connections; a database, a log and listeners are some more.
    private func descriptors() -> Checkup {
        let limit = DescriptorLimit.raise()
        let finding = "\(limit) file descriptors, enough for \(max(0, limit - 100) / 3) calls at once"
        guard limit < 1024 else { return .pass("descriptors", finding) }
        return .fail("descriptors", finding, "raise the limit: 'ulimit -Hn 65536', or LimitNOFILE=65536 in the unit")
    }

    private func disk() -> Checkup {
        let folder = URL(filePath: configuration.database).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .fail(
                "disk", "\(folder) is not a folder that can be written",
                "make it, or name another file with \(Setting.database.name)")
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else {
            return .warning("disk", "the free space of \(folder) cannot be told", "see 'df \(folder)'")
        }
        let finding = "\(free >> 20) MiB free in \(folder)"
        guard free < Self.wantedSpace else { return .pass("disk", finding) }
        return .fail("disk", finding, "free some space: without it no calls are taken")
    }

    private func store() async -> Checkup {
        let path = configuration.database
        guard FileManager.default.fileExists(atPath: path) else {
            return .pass("store", "\(path) is not there yet; 'serve' makes it")
        }
        do throws(CallStoreError) {
            let agents = try await SQLiteStore.agents(in: path)
            return .pass("store", "\(path) can be used, \(agents.count) agents are registered")
        } catch {
            return .fail(
                "store", Explanation.of(error),
                "see the owner and mode of \(path); one of an older version is brought up to date by 'serve'")
        }
    }
}
