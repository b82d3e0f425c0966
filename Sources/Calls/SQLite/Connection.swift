import CSQLite
import Glibc
import Synchronization

/// One open database connection. It lives with one owner and is used from one thread at a time.
struct Connection: ~Copyable {
    /// `PRAGMA application_id` of our databases: "VBRG". A file of another program is never written to.
    static let applicationID: Int64 = 0x5642_5247

    let handle: OpaquePointer

    /// Opens the database, which is made if it is not there, readable by its owner only.
    ///
    /// - Parameter busyTimeout: how long a statement waits for another connection's lock.
    init(path: String, busyTimeout: Duration) throws(CallStoreError) {
        try Self.createPrivately(path)
        var opened: OpaquePointer?
        // One owner, so no mutex of SQLite's own.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let error = CallStoreError(code: code, connection: opened)
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        sqlite3_busy_timeout(
            opened,
            Int32(
                clamping: busyTimeout.components.seconds * 1000
                    + busyTimeout.components.attoseconds / 1_000_000_000_000_000))
    }

    // `close_v2` waits for statements that are finalized later.
    deinit { sqlite3_close_v2(handle) }

    /// Runs statements that have no parameters and whose rows do not matter.
    func execute(_ sql: String) throws(CallStoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw CallStoreError(code: code, connection: handle) }
    }

    /// The number that a statement without parameters gives in its first row.
    func integer(_ sql: String) throws(CallStoreError) -> Int64 {
        let statement = try Statement(sql, on: self)
        return try statement.first([]) { $0.integer(0) } ?? 0
    }

    /// Runs the body in a transaction: all of it is committed, or nothing and its error is thrown.
    func transaction<Result>(_ body: () throws(CallStoreError) -> Result) throws(CallStoreError) -> Result {
        // IMMEDIATE: the wait for another writer happens here, before any work is done.
        try run("BEGIN IMMEDIATE", body)
    }

    /// Runs a body that only reads: all its statements see the same state.
    func snapshot<Result>(_ body: () throws(CallStoreError) -> Result) throws(CallStoreError) -> Result {
        try run("BEGIN", body)
    }

    private func run<Result>(
        _ begin: String, _ body: () throws(CallStoreError) -> Result
    ) throws(CallStoreError) -> Result {
        try execute(begin)
        do throws(CallStoreError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // Some failures have rolled back already; asking twice does no harm.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    /// SQLite would make the file with the process's mask; its WAL and shared memory take the modes of the file.
    ///
    /// A file that is there is never opened here: to close it would take away the locks that other connections of this
    /// process hold on it (POSIX, `fcntl`), and another process might remove the WAL they write to.
    private static func createPrivately(_ path: String) throws(CallStoreError) {
        // One at a time, so that nobody has it open before who has made it closes it.
        try making.withLock { _ throws(CallStoreError) in try create(path) }
    }

    private static let making = Mutex(())

    private static func create(_ path: String) throws(CallStoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST || access(path, R_OK | W_OK) != 0 {
            throw .cannotOpen(path: path, errno: errno)
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotOpen(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen(path: path, errno: EISDIR) }
        guard chmod(path, 0o600) == 0 else { throw .cannotOpen(path: path, errno: errno) }
    }
}
