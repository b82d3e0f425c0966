import COpenSSL

/// Bytes that nobody can foresee.
enum RandomBytes {
    /// Fills the whole array.
    static func fill(_ bytes: inout [UInt8]) {
        let filled = bytes.withUnsafeMutableBufferPointer { RAND_bytes($0.baseAddress, Int32($0.count)) }
        guard filled != 1 else { return }
        // OpenSSL could not seed itself. The kernel's generator, which Swift asks directly, is as good.
        var generator = SystemRandomNumberGenerator()
        for index in bytes.indices { bytes[index] = generator.next() }
    }
}
