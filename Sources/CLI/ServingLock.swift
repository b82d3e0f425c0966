import Glibc

/// Sees to it that a database has one server: a second one would take the first one's calls for what a crash left behind, and
/// order anew what is being ordered.
///
/// A file beside the database is locked for as long as the process lives (flock(2)), however it ends. Commands that only look
/// something up or make a key need no lock.
final class ServingLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    init(database path: String) throws(ConfigurationError) {
        // Where no file can be made, the store says so and why.
        descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
        close(descriptor)
        throw ConfigurationError(problems: [
            "VOICEBRIDGE_DATABASE: another voicebridge is running with '\(path)'; stop it, or set another file"
        ])
    }

    deinit { close(descriptor) }
}
