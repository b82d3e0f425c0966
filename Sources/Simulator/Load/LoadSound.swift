import Audio

/// The sound of load runs: noise-like, so that nothing on the way is cheaper than with speech, and the same every time.
enum LoadSound {
    /// 20 ms in a format.
    static func frame(_ format: AudioFormat) -> [UInt8] {
        var state: UInt32 = 0x2545_F491
        return (0..<(format.bytesPerSecond / 50)).map { index in
            state = state &* 1_664_525 &+ 1_013_904_223
            // The high byte of a 16-bit sample stays small: noise at about -18 dBFS.
            let byte = UInt8(truncatingIfNeeded: state >> 24)
            return format.encoding == .pcm16 && index % 2 == 1 ? byte & 0x0F : byte
        }
    }
}
