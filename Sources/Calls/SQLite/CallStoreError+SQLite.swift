import CSQLite
import Glibc

extension CallStoreError {
    /// What a result code means; its words are read from the connection at once, before another call changes them.
    init(code: Int32, connection: OpaquePointer?) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full
        default:
            let words = connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            self = .failed(code: code, message: words)
        }
    }

    /// The file itself could not be opened or made.
    static func cannotOpen(path: String, errno: Int32) -> CallStoreError {
        errno == ENOSPC
            ? .full : .failed(code: SQLITE_CANTOPEN, message: "\(path): \(String(cString: strerror(errno)))")
    }

    /// What is stored is not what this program stores.
    static func unreadable(_ what: String) -> CallStoreError {
        .failed(code: SQLITE_CORRUPT, message: "unreadable \(what)")
    }
}
