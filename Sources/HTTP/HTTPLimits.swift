/// What is taken of a message head and of the framing around a body. Bodies have limits of their own, judged request by
/// request.
public struct HTTPLimits: Hashable, Sendable {
    /// Longest request line or status line, in bytes without its line end; beyond it 414. 8 KiB.
    public var startLineByteCount: Int
    /// Longest field line, in bytes without its line end; beyond it 431. 8 KiB.
    public var fieldByteCount: Int
    /// All field lines together, in bytes with their line ends; beyond it 431. 32 KiB.
    public var fieldSectionByteCount: Int
    /// Most fields in one head; beyond it 431. 100.
    public var fieldCount: Int
    /// Chunk extensions and trailers of one body together, in bytes; beyond it 400. 4 KiB.
    public var chunkOverheadByteCount: Int

    /// Makes limits; the defaults are those of the threat model. All must be positive.
    public init(
        startLineByteCount: Int = 8 * 1024, fieldByteCount: Int = 8 * 1024, fieldSectionByteCount: Int = 32 * 1024,
        fieldCount: Int = 100, chunkOverheadByteCount: Int = 4 * 1024
    ) {
        self.startLineByteCount = startLineByteCount
        self.fieldByteCount = fieldByteCount
        self.fieldSectionByteCount = fieldSectionByteCount
        self.fieldCount = fieldCount
        self.chunkOverheadByteCount = chunkOverheadByteCount
    }
}
