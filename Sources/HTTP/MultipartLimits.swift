/// What is taken of the framing in a `multipart/form-data` body. What the parts hold is never kept here, so the only limit
/// on it is that of the body.
public struct MultipartLimits: Hashable, Sendable {
    /// Most parts in one body; beyond it 422. 16.
    public var partCount: Int
    /// All header lines of one part, in bytes with their line ends; beyond it 400. 4 KiB.
    public var partHeaderByteCount: Int
    /// Longest preamble, epilogue or padding behind a boundary, in bytes; beyond it 400. 4 KiB, a few lines of old mail
    /// programs.
    public var surroundingsByteCount: Int

    /// Makes limits; the defaults are those of the threat model. All must be positive.
    public init(partCount: Int = 16, partHeaderByteCount: Int = 4 * 1024, surroundingsByteCount: Int = 4 * 1024) {
        self.partCount = partCount
        self.partHeaderByteCount = partHeaderByteCount
        self.surroundingsByteCount = surroundingsByteCount
    }
}
