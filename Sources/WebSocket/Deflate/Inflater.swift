import CZlib

/// Inflates the messages of one direction (RFC 7692, 7.2.2), on zlib. What comes out is judged step by step: a message that
/// would grow beyond its limit fails at the limit, whatever the little that came would have become.
struct Inflater: ~Copyable {
    /// So much is inflated before it is judged. Twice that is what a message's memory may have to be kept.
    private static let step = 8 << 10

    private let keepsContext: Bool
    private let windowBits: Int
    /// Made with the first message.
    private var stream: ZlibStream?

    /// The window is the largest there is, whatever was agreed on: zlib looks at a distance only where it leaves the
    /// output of one call, so with a smaller one it would depend on packets whether a sender that looks back too far is
    /// found out. A smaller one is for tests of senders.
    init(_ direction: DeflateDirection, windowBits: Int = 15) {
        keepsContext = direction.keepsContext
        self.windowBits = windowBits
    }

    /// Appends what a piece of a message inflates to, and says what was wrong with it, if anything. What came out before
    /// that was found is appended all the same.
    /// - Parameter limit: the most bytes that the output may hold.
    mutating func inflate(_ piece: Span<UInt8>, into output: inout [UInt8], limit: Int) -> WebSocketError? {
        let stream = stream ?? makeStream()
        self.stream = stream
        return piece.withUnsafeBufferPointer { Self.run(stream.pointer, $0, into: &output, limit: limit) }
    }

    /// Ends a message.
    mutating func finish(into output: inout [UInt8], limit: Int) -> WebSocketError? {
        let tail = Deflater.tail
        if let error = inflate(tail.span, into: &output, limit: limit) { return error }
        // zlib, inflate.c: 128 stands for the end of a block.
        guard let stream, stream.pointer.pointee.data_type & 128 != 0 else { return .invalidCompression }
        if !keepsContext { self.stream = nil }
        return nil
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8],
        limit: Int
    ) -> WebSocketError? {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
        stream.pointee.avail_in = UInt32(piece.count)
        var status = Z_OK
        repeat {
            // One byte over the limit is enough to know.
            let room = min(step, limit - output.count) + 1
            output.append(addingCapacity: room) { span in
                span.withUnsafeMutableBufferPointer { memory, initializedCount in
                    stream.pointee.next_out = memory.baseAddress
                    stream.pointee.avail_out = UInt32(room)
                    status = CZlib.inflate(stream, Z_SYNC_FLUSH)
                    initializedCount = room - Int(stream.pointee.avail_out)
                }
            }
            guard output.count <= limit else { return .messageTooLarge(limit: limit) }
            switch status {
            // Z_BUF_ERROR: there was nothing to do, which is no error.
            case Z_OK, Z_BUF_ERROR: break
            // A block marked as the last ends zlib's stream, but not ours: RFC 7692, 7.2.3.4 allows it in any message.
            // What follows may still repeat what stood before, so the window is kept.
            case Z_STREAM_END: inflateResetKeep(stream)
            default: return .invalidCompression
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
        return nil
    }

    private func makeStream() -> ZlibStream {
        ZlibStream {
            inflateInit2_($0, Int32(-windowBits), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        } end: {
            inflateEnd($0)
        }
    }
}
