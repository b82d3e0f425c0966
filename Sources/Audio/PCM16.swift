/// Samples as signed 16-bit little-endian numbers, two bytes each: what `pcm_…` formats and PCM WAV files hold.
public enum PCM16 {
    /// Appends a sample for each two bytes; a last odd byte is left out.
    public static func decode(_ bytes: Span<UInt8>, into samples: inout [Int16]) {
        let count = bytes.count / 2
        // As in `MuLaw.decode`.
        guard count > 0 else { return }
        samples.append(addingCapacity: count) { (added: inout OutputSpan<Int16>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                bytes.withUnsafeBytes { source in
                    for index in 0..<count {
                        target[index] = Int16(
                            littleEndian: source.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))
                    }
                }
                initialized = count
            }
        }
    }

    /// Appends two bytes for each sample.
    public static func encode(_ samples: Span<Int16>, into bytes: inout [UInt8]) {
        guard !samples.isEmpty else { return }
        bytes.append(addingCapacity: 2 * samples.count) { (added: inout OutputSpan<UInt8>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                let raw = UnsafeMutableRawBufferPointer(target)
                samples.withUnsafeBufferPointer { source in
                    for index in 0..<source.count {
                        raw.storeBytes(of: source[index].littleEndian, toByteOffset: 2 * index, as: Int16.self)
                    }
                }
                initialized = 2 * samples.count
            }
        }
    }

    /// Appends four bytes for each pair of samples, the left one first. Both sides have the same length.
    public static func encode(left: Span<Int16>, right: Span<Int16>, into bytes: inout [UInt8]) {
        precondition(left.count == right.count, "both channels have as many samples")
        guard !left.isEmpty else { return }
        bytes.append(addingCapacity: 4 * left.count) { (added: inout OutputSpan<UInt8>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                let raw = UnsafeMutableRawBufferPointer(target)
                left.withUnsafeBufferPointer { left in
                    right.withUnsafeBufferPointer { right in
                        for index in 0..<left.count {
                            raw.storeBytes(of: left[index].littleEndian, toByteOffset: 4 * index, as: Int16.self)
                            raw.storeBytes(of: right[index].littleEndian, toByteOffset: 4 * index + 2, as: Int16.self)
                        }
                    }
                }
                initialized = 4 * left.count
            }
        }
    }

    /// The nearest sample to a sum that may be too large for one: it clips, and never wraps round to the other sign.
    public static func saturated(_ value: Int) -> Int16 { Int16(clamping: value) }
}
