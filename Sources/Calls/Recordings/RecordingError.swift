import Glibc

/// A call to the system about a recording that failed.
public struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, as in the manual: `pwrite`.
    public let operation: String
    /// What it was about.
    public let path: String
    /// The error number, read right after the call.
    public let code: Int32

    /// Reads `errno`.
    init(_ operation: String, _ path: String) {
        (self.operation, self.path, code) = (operation, path, errno)
    }

    /// For people: what failed, where and why.
    public var description: String { "\(operation) \(path): \(String(cString: strerror(code)))" }
}
