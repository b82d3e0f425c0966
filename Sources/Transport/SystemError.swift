/// A call to the system that failed: which, and its `errno`, read right after it.
struct SystemError: Error, Hashable, Sendable {
    /// The call, as in the manual: `epoll_ctl`.
    let operation: String
    /// The error number.
    let code: Int32
}
