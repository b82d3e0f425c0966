import Glibc

/// An open file with one owner; closed when the owner lets go. Its calls wait for the disk: none belongs on a loop.
struct OpenFile: ~Copyable, Sendable {
    let path: String
    private let number: Int32

    /// Opens a file, or makes one that only its owner may read. Links are not followed: what they point to is not ours.
    init(_ path: String, _ flags: Int32) throws(RecordingError) {
        let number = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw RecordingError("open", path) }
        self.path = path
        self.number = number
    }

    deinit { _ = close(number) }

    /// Its size in bytes, when it was last written (seconds since 1970), and whether it is a plain file.
    func status() throws(RecordingError) -> (byteCount: Int, modified: Int, isRegular: Bool) {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw RecordingError("fstat", path) }
        return (Int(status.st_size), status.st_mtim.tv_sec, status.st_mode & S_IFMT == S_IFREG)
    }

    /// Reads these bytes; fewer where the file ends before them.
    func read(_ range: Range<Int>) throws(RecordingError) -> [UInt8] {
        var failure: RecordingError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count, let base = buffer.baseAddress {
                let got = pread(number, base + count, range.count - count, off_t(range.lowerBound + count))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = RecordingError("pread", path) }
                guard got > 0 else { return }
                count += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of the bytes at this place.
    func write(_ bytes: [UInt8], at offset: Int) throws(RecordingError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(number, buffer.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RecordingError("pwrite", path) }
            written += count
        }
    }

    /// Makes it so long: what is beyond goes, what is missing reads as zeros.
    func resize(to byteCount: Int) throws(RecordingError) {
        guard ftruncate(number, off_t(byteCount)) == 0 else { throw RecordingError("ftruncate", path) }
    }

    /// Returns when it would outlive the loss of power.
    func sync() throws(RecordingError) {
        guard fsync(number) == 0 else { throw RecordingError("fsync", path) }
    }
}
