import Glibc

/// The heap allocations of this process, as `Benchmarks/allocations.c` counts them in a file. Reading allocates nothing.
struct AllocationCounter: ~Copyable {
    private let file: Int32

    /// Opens the file; `nil` where there is none.
    init?(path: String) {
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
    }

    deinit { close(file) }

    /// How many there have been.
    func count() -> UInt64 {
        var count: UInt64 = 0
        return pread(file, &count, MemoryLayout.size(ofValue: count), 0) == 8 ? count : 0
    }
}
