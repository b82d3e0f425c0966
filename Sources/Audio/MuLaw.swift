/// ITU-T G.711 mu-law.
public enum MuLaw {
    /// Appends one sample, 16 bit full scale, for each byte.
    public static func decode(_ bytes: Span<UInt8>, into samples: inout [Int16]) { fatalError("stub") }

    /// Appends one byte for each sample.
    public static func encode(_ samples: Span<Int16>, into bytes: inout [UInt8]) { fatalError("stub") }
}
