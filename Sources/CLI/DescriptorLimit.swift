import Foundation

/// How many descriptors this process may have: every connection is one.
enum DescriptorLimit {
    /// Raises the limit as far as the system lets this user, and says how many there may be.
    @discardableResult
    static func raise() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        return Int(clamping: setrlimit(resource, &limit) == 0 ? limit.rlim_cur : before)
    }
}
