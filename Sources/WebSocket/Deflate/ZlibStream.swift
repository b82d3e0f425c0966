import CZlib

/// A stream of zlib's, ended with its owner. zlib's state points back at it, so it has a place of its own.
final class ZlibStream {
    /// The stream itself.
    let pointer: UnsafeMutablePointer<z_stream>
    private let end: (UnsafeMutablePointer<z_stream>) -> Void

    /// - Parameter begin: makes the stream ready, and gives back zlib's status.
    /// - Parameter end: frees what `begin` made.
    init(
        begin: (UnsafeMutablePointer<z_stream>) -> Int32, end: @escaping (UnsafeMutablePointer<z_stream>) -> Void
    ) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: z_stream())
        self.end = end
        let status = begin(pointer)
        precondition(status == Z_OK, "zlib makes a stream where there is memory")
    }

    deinit {
        end(pointer)
        pointer.deallocate()
    }
}
