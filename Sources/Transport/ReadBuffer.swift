/// Memory that every socket of a loop is read into; what comes is passed on before the next read.
struct ReadBuffer: ~Copyable {
    /// 64 KiB: as much as a fast peer sends between two passes, and no more than a cache holds.
    static let byteCount = 64 << 10

    let memory: UnsafeMutableRawBufferPointer

    init() {
        memory = .allocate(byteCount: Self.byteCount, alignment: 16)
    }

    deinit { memory.deallocate() }
}
