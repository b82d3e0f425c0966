import Audio

extension FuzzTarget {
    /// WAV files.
    static let wav = FuzzTarget("wav", upTo: 512) { bytes throws(FuzzFinding) in
        guard let file = try? WAVFile(decoding: bytes) else { return }
        try demand(file.audio.count <= bytes.count, "no more sound than there are bytes")
        try demandSame(try? WAVFile(decoding: file.encoded()), file, "a file written again is the same")
    }
}
