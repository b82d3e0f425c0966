/// One direction of a call: turns sound of one format into another, chunk by chunk, as if it were one piece.
///
/// Call ``convert(_:into:)`` for each chunk; call ``reset()`` between responses and after an interruption.
public struct AudioConverter: ~Copyable {
    /// What comes in.
    public let input: AudioFormat
    /// What goes out.
    public let output: AudioFormat

    /// Makes a converter between any two of ``AudioFormat/all``.
    public init(from input: AudioFormat, to output: AudioFormat) {
        self.input = input
        self.output = output
    }

    /// Appends the converted sound. An odd trailing byte of PCM waits for the next chunk.
    public mutating func convert(_ bytes: Span<UInt8>, into output: inout [UInt8]) { fatalError("stub") }

    /// Appends what the filter still holds of the sound so far, so that its end is heard, and starts afresh.
    public mutating func finish(into output: inout [UInt8]) { fatalError("stub") }

    /// Forgets what came before: filter history and an odd byte.
    public mutating func reset() { fatalError("stub") }
}
