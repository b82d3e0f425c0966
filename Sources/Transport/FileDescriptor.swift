import Glibc

/// A descriptor with one owner; it is closed when the owner lets go.
struct FileDescriptor: ~Copyable, Sendable {
    /// The number, for calls that only borrow it.
    let number: Int32

    /// Takes over a descriptor that nobody else closes.
    init(owning number: Int32) { self.number = number }

    deinit {
        // Linux frees the number even where close reports EINTR: trying again could close somebody else's.
        _ = close(number)
    }
}
