import Glibc
public import Telemetry

/// The recordings of calls: a directory with a file for each, named after the call's id.
///
/// Call `repair` at start, `purge` then and every hour, and `flush` before the process ends.
public final class RecordingLibrary: Sendable {
    /// Where they are. It is made when the first recording is, for its owner only.
    public let directory: String

    let queues: RecordingQueues

    /// Names a directory; nothing is done with it yet.
    public init(directory: String, log: Log = .silent) {
        self.directory = directory
        queues = RecordingQueues(log: log)
    }

    /// Where a call's recording is, if it has one.
    public func path(of call: RecordID) -> String { "\(directory)/\(call.hex).wav" }

    /// Begins a recording; the file is made with its first sound.
    public func writer(for call: RecordID) -> RecordingWriter {
        RecordingWriter(directory: directory, path: path(of: call), queues: queues)
    }

    /// A call's recording, to be read; `nil` where it has none.
    public func recording(of call: RecordID) async throws(RecordingError) -> StoredRecording? {
        let path = path(of: call)
        let queues = queues
        let found = await RecordingQueues.run(on: queues.reading) { () -> Result<StoredRecording?, RecordingError> in
            do throws(RecordingError) {
                return .success(try StoredRecording(call, path: path, queues: queues))
            } catch {
                return .failure(error)
            }
        }
        return try found.get()
    }

    /// Returns when everything taken before is on disk, and what was finished is durable.
    public func flush() async {
        await RecordingQueues.run(on: queues.writing) {}
        await RecordingQueues.run(on: queues.syncing) {}
    }

    /// Makes the directory, to learn at start whether recordings can be kept there. Waits for the disk.
    public func makeDirectory() throws(RecordingError) { try Self.makeDirectory(directory) }

    static func makeDirectory(_ path: String) throws(RecordingError) {
        if mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw RecordingError("mkdir", path) }
        // It may be a file, or somebody else's.
        guard access(path + "/.", W_OK | X_OK) == 0 else { throw RecordingError("access", path) }
    }
}
