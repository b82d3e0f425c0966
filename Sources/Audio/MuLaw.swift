/// ITU-T G.711 mu-law: eight bits for fourteen, finer for soft sounds than for loud ones.
///
/// Samples are 16 bits full scale here: the fourteen bits of the Recommendation, times four. The loudest code is
/// ±32,124; what is louder still is written as that.
public enum MuLaw {
    /// The byte of a sample of zero.
    public static let silence: UInt8 = 0xFF

    /// Appends one sample, 16 bit full scale, for each byte.
    public static func decode(_ bytes: Span<UInt8>, into samples: inout [Int16]) {
        // Nothing added to an empty array is a write all the same in Swift 6.3, to the one that all empty arrays share.
        guard !bytes.isEmpty else { return }
        samples.append(addingCapacity: bytes.count) { (added: inout OutputSpan<Int16>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                bytes.withUnsafeBufferPointer { source in
                    decodingTable.withUnsafeBufferPointer { table in
                        for index in 0..<source.count { target[index] = table[Int(source[index])] }
                    }
                }
                initialized = bytes.count
            }
        }
    }

    /// Appends one byte for each sample.
    public static func encode(_ samples: Span<Int16>, into bytes: inout [UInt8]) {
        // As in `decode`.
        guard !samples.isEmpty else { return }
        bytes.append(addingCapacity: samples.count) { (added: inout OutputSpan<UInt8>) in
            added.withUnsafeMutableBufferPointer { target, initialized in
                samples.withUnsafeBufferPointer { source in
                    encodingTable.withUnsafeBufferPointer { table in
                        for index in 0..<source.count {
                            target[index] = table[Int(UInt16(bitPattern: source[index]) >> 2)]
                        }
                    }
                }
                initialized = samples.count
            }
        }
    }

    /// The sum of the samples' squares, by which loudness is measured without decoding them.
    static func sumOfSquares(_ bytes: Span<UInt8>) -> UInt64 {
        bytes.withUnsafeBufferPointer { source in
            squares.withUnsafeBufferPointer { table in
                var sum: UInt64 = 0
                for byte in source { sum += UInt64(table[Int(byte)]) }
                return sum
            }
        }
    }
}

// ITU-T G.711, table 2a. A magnitude n is 0...127: segment s = n / 16, step m = n % 16. In fourteen bits,
//
//     decision value  x(n) = (32 + 2m) · 2^s − 33      the least magnitude that is written as n (0 where n is 0)
//     decoder output  y(n) = (33 + 2m) · 2^s − 33      midway between x(n) and x(n + 1)
//
// On the wire all bits are inverted, and the first one says that the sample is positive.
private extension MuLaw {
    static func decisionValue(_ magnitude: Int) -> Int {
        max(0, (32 + 2 * (magnitude % 16)) << (magnitude / 16) - 33)
    }

    static func decoderOutput(_ magnitude: Int) -> Int {
        (33 + 2 * (magnitude % 16)) << (magnitude / 16) - 33
    }

    /// A sample for each byte.
    static let decodingTable: [Int16] = (0...255).map { byte in
        let output = Int16(4 * decoderOutput(~byte & 0x7F))
        return byte & 0x80 != 0 ? output : -output
    }

    /// The square of the sample for each byte.
    static let squares: [UInt32] = decodingTable.map { UInt32(Int($0) * Int($0)) }

    /// A byte for each sample without its two lowest bits, taken as an unsigned number.
    ///
    /// As in the reference implementation (ITU-T G.191), the magnitude of a negative sample is its ones' complement:
    /// -1...-4 are as loud as 0...3, and both signs have as many samples in each step. That is also why those two bits
    /// never matter.
    static let encodingTable: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 16_384)
        for magnitude in 0...127 {
            // Saturation: the last step reaches up to the largest sample.
            let end = magnitude == 127 ? 8_192 : decisionValue(magnitude + 1)
            for sample in decisionValue(magnitude)..<end {
                table[sample] = ~UInt8(magnitude)
                table[16_383 - sample] = 0x7F ^ UInt8(magnitude)
            }
        }
        return table
    }()
}
