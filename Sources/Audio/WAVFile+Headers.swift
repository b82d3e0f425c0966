extension WAVFile {
    /// Where headers of WAV files begin in sound that should have none: `RIFF`, a length, `WAVE`.
    ///
    /// A whole file sent where raw samples were wanted is a common mistake. The sound plays all the same, and its header
    /// is heard as a click.
    public static func headers(in bytes: [UInt8]) -> [Int] {
        guard bytes.count >= 12 else { return [] }
        let (riff, wave) = (Array("RIFF".utf8), Array("WAVE".utf8))
        return (0...bytes.count - 12).filter { start in
            bytes[start] == riff[0] && bytes[start..<start + 4].elementsEqual(riff)
                && bytes[start + 8..<start + 12].elementsEqual(wave)
        }
    }
}
