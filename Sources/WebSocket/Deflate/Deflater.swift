import CZlib

/// Compresses the messages of one direction (RFC 7692, 7.2.1), on zlib.
struct Deflater: ~Copyable {
    /// What a flushed message ends with, and is sent without: an empty block that is not compressed, but for its first
    /// byte (RFC 7692, 7.2.1).
    static let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]

    /// zlib's fastest: what is sent here is many small messages, and the last per cent is not worth a caller's time.
    private static let level: Int32 = 1

    private let direction: DeflateDirection
    /// Made with the first message.
    private var stream: ZlibStream?

    init(_ direction: DeflateDirection) { self.direction = direction }

    /// Appends a message, compressed.
    mutating func deflate(_ message: Span<UInt8>, into output: inout [UInt8]) {
        // RFC 7692, 7.2.3.6. zlib flushes nothing twice, so it is not asked.
        guard message.count > 0 else { return output.append(0x00) }
        let stream = stream ?? makeStream()
        self.stream = stream
        message.withUnsafeBufferPointer { Self.run(stream.pointer, $0, into: &output) }
        precondition(output.suffix(Self.tail.count).elementsEqual(Self.tail), "a sync flush ends with an empty block")
        output.removeLast(Self.tail.count)
        if !direction.keepsContext { self.stream = nil }
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ message: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]
    ) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: message.baseAddress)
        stream.pointee.avail_in = UInt32(message.count)
        // Room for all of it at once, and for the flush, which is in no bound of zlib's.
        var room = Int(deflateBound(stream, UInt(message.count))) + 16
        repeat {
            output.append(addingCapacity: room) { span in
                span.withUnsafeMutableBufferPointer { memory, initializedCount in
                    stream.pointee.next_out = memory.baseAddress
                    stream.pointee.avail_out = UInt32(room)
                    let status = CZlib.deflate(stream, Z_SYNC_FLUSH)
                    precondition(status == Z_OK || status == Z_BUF_ERROR, "zlib compresses whatever it is given")
                    initializedCount = room - Int(stream.pointee.avail_out)
                }
            }
            room = 16 << 10
        } while stream.pointee.avail_out == 0
    }

    private func makeStream() -> ZlibStream {
        // zlib cannot write raw deflate with a window of 256 bytes. With its next larger one it looks back 512 - 262 bytes
        // at most (MAX_DIST in deflate.h), which is within 256.
        let windowBits = max(9, direction.windowBits)
        return ZlibStream {
            // As much memory for the hash as for the window.
            deflateInit2_(
                $0, Self.level, Z_DEFLATED, Int32(-windowBits), Int32(windowBits - 7), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size))
        } end: {
            deflateEnd($0)
        }
    }
}
