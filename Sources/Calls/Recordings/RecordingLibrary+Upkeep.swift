public import FoundationEssentials
import Glibc
import Telemetry

/// What keeps the directory in order. Files that are not named like a recording are left alone.
extension RecordingLibrary {
    /// What `repair` did.
    public struct Repair: Hashable, Sendable {
        /// Files whose header told another length than they had, or that ended within a sample.
        public var repaired = 0
        /// Files without sound, removed.
        public var removed = 0
        /// Files that could not be read or written, or that are no recordings; left as they were.
        public var failed = 0

        /// Nothing done yet.
        public init() {}
    }

    /// Sets right what a crash left: for the time when no call is live.
    @discardableResult
    public func repair() async -> Repair {
        let report = await RecordingQueues.run(on: queues.syncing) {
            var report = Repair()
            for name in self.names() {
                switch self.repair(self.directory + "/" + name) {
                case .whole: break
                case .repaired: report.repaired += 1
                case .removed: report.removed += 1
                case .failed: report.failed += 1
                }
            }
            return report
        }
        if report != Repair() {
            queues.log.info(
                "recordings were looked through", ("repaired", "\(report.repaired)"), ("removed", "\(report.removed)"),
                ("failed", "\(report.failed)"))
        }
        return report
    }

    /// Deletes recordings that ended more than so many days before, and says how many. 0 keeps all for ever.
    @discardableResult
    public func purge(olderThan days: Int, now: Date = Date()) async -> Int {
        guard days > 0 else { return 0 }
        let limit = Int(now.timeIntervalSince1970) - days * 86_400
        let count = await RecordingQueues.run(on: queues.syncing) {
            self.names().count { name in
                let path = self.directory + "/" + name
                var status = stat()
                guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mtim.tv_sec < limit
                else { return false }
                return unlink(path) == 0
            }
        }
        if count > 0 { queues.log.info("old recordings were deleted", ("count", "\(count)"), ("days", "\(days)")) }
        return count
    }
}

private extension RecordingLibrary {
    enum Outcome {
        case whole
        case repaired
        case removed
        case failed
    }

    /// The files that are named like a recording.
    func names() -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".wav"), RecordID(String(name.dropLast(4))) != nil { names.append(name) }
        }
        return names
    }

    func repair(_ path: String) -> Outcome {
        do throws(RecordingError) {
            let file = try OpenFile(path, O_RDWR)
            let status = try file.status()
            let soundByteCount = RecordingFormat.soundByteCount(ofFile: status.byteCount)
            let found = try file.read(0..<RecordingFormat.headerByteCount)
            guard status.isRegular, Self.isOurs(found) else { return .failed }
            guard soundByteCount > 0 else { return unlink(path) == 0 ? .removed : .failed }
            let header = RecordingFormat.header(soundByteCount: soundByteCount)
            let byteCount = header.count + soundByteCount
            guard found != header || status.byteCount != byteCount else { return .whole }
            if status.byteCount != byteCount { try file.resize(to: byteCount) }
            if found != header { try file.write(header, at: 0) }
            try file.sync()
            return .repaired
        } catch {
            queues.log.error("a recording could not be repaired", ("reason", error.description))
            return .failed
        }
    }

    /// Whether a file begins as ours do, but for its lengths; or with zeros, as after a loss of power.
    static func isOurs(_ header: [UInt8]) -> Bool {
        let ours = RecordingFormat.header(soundByteCount: 0)
        let lengths = [4..<8, 40..<44]
        return header.allSatisfy { $0 == 0 }
            || header.indices.allSatisfy { at in lengths.contains { $0.contains(at) } || header[at] == ours[at] }
    }
}
