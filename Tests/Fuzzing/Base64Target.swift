import Audio
import FoundationEssentials

extension FuzzTarget {
    /// The Base64 of sound: taken where it is canonical, and then as Foundation reads it.
    static let base64 = FuzzTarget("base64", upTo: 512) { bytes throws(FuzzFinding) in
        var decoded: [UInt8] = [1, 2, 3]
        let isTaken = Base64.decode(bytes.span, into: &decoded)
        try demandSame(Array(decoded.prefix(3)), [1, 2, 3], "what stood there before stays")
        let theirs = Data(base64Encoded: Data(bytes))
        let isCanonical = theirs.map { Array($0.base64EncodedData()) == bytes } ?? false
        try demandSame(isTaken, isCanonical, "canonical text is taken and no other")
        let expected = isTaken ? theirs.map { Array($0) } : []
        try demandSame(Array(decoded.dropFirst(3)), expected, "the bytes are Foundation's")
        var encoded: [UInt8] = []
        Base64.encode(bytes.span, into: &encoded)
        try demandSame(encoded, Array(Data(bytes).base64EncodedData()), "encoded as Foundation encodes")
    }
}
