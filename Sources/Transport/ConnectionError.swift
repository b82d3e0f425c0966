import Glibc

/// Why a connection was lost.
enum ConnectionError: Error, Hashable, Sendable {
    /// `errno` of a call.
    case system(operation: String, errno: Int32)
    /// OpenSSL's words.
    case tls(String)
    /// Nothing could be written for too long.
    case writeStalled
    /// The loop went down.
    case loopEnded

    /// A loop that goes down refuses to watch anything more.
    init(_ error: SystemError) {
        self = error.code == ECANCELED ? .loopEnded : .system(operation: error.operation, errno: error.code)
    }
}
