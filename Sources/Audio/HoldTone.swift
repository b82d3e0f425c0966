/// The sound of waiting: two soft notes that swell and die away, and then quiet. Our own, so nobody's rights are touched.
///
/// Loop it for as long as somebody waits: a period begins and ends in silence.
public enum HoldTone {
    /// One period of 4 s: mu-law, 8,000 bytes a second, the same bytes on every machine.
    public static let muLaw: [UInt8] = {
        let samples = (0..<4 * rate).map { index in
            PCM16.saturated(notes.reduce(0) { $0 + $1.value(at: index) })
        }
        var bytes: [UInt8] = []
        MuLaw.encode(samples.span, into: &bytes)
        return bytes
    }()
}

private extension HoldTone {
    static let rate = 8_000
    /// A fourth, g and c above it, the second begun before the first has gone. Together they are never louder than one.
    static let notes = [
        Note(frequency: 392, start: 0, end: rate * 3 / 2),
        Note(frequency: 523, start: rate * 9 / 10, end: rate * 12 / 5),
    ]
}

/// A sine that is all rise and fall.
private struct Note {
    let frequency: Int
    let start: Int
    let end: Int

    /// -30 dBFS: some 10 dB below somebody speaking, well above the noise of a line.
    private static let peak = 1_036

    func value(at index: Int) -> Int {
        guard index >= start, index < end else { return 0 }
        let gain = Sine.fade(min(index - start, end - 1 - index), of: (end - start) / 2)
        let shift = 2 * Sine.fractionBits
        return (Self.peak * Sine.value(at: (index - start) * frequency) * gain + 1 << (shift - 1)) >> shift
    }
}
