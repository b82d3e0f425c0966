import Glibc

/// A recording to listen to, of a call that has ended or is still going on: as long as it was when it was opened.
///
/// The header that is read says just that length, whatever the file says by now, so that what is read is a whole WAV file.
/// Deleting the file does not disturb who has it open.
public final class StoredRecording: Sendable {
    /// Whose it is.
    public let callID: RecordID
    /// How long it is, header and sound.
    public let byteCount: Int
    /// When the file was last written, in seconds since 1970.
    public let modified: Int

    private let header: [UInt8]
    private let file: OpenFile
    private let queues: RecordingQueues

    /// `nil` where there is none, or no sound in it yet.
    init?(_ callID: RecordID, path: String, queues: RecordingQueues) throws(RecordingError) {
        let file: OpenFile
        do throws(RecordingError) {
            file = try OpenFile(path, O_RDONLY)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        let status = try file.status()
        let soundByteCount = RecordingFormat.soundByteCount(ofFile: status.byteCount)
        guard status.isRegular, soundByteCount > 0 else { return nil }
        self.callID = callID
        byteCount = RecordingFormat.headerByteCount + soundByteCount
        modified = status.modified
        header = RecordingFormat.header(soundByteCount: soundByteCount)
        self.file = file
        self.queues = queues
    }

    /// Reads some of it, on a queue of its own.
    public func read(_ range: Range<Int>) async -> Result<[UInt8], RecordingError> {
        precondition(
            (0...byteCount).contains(range.lowerBound) && range.upperBound <= byteCount, "beyond the recording")
        return await RecordingQueues.run(on: queues.reading) { self.bytes(in: range) }
    }

    private func bytes(in range: Range<Int>) -> Result<[UInt8], RecordingError> {
        let inHeader = range.clamped(to: 0..<header.count)
        let inFile = range.clamped(to: header.count..<byteCount)
        do throws(RecordingError) {
            return .success(try Array(header[inHeader]) + file.read(inFile))
        } catch {
            return .failure(error)
        }
    }
}
