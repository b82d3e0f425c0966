/// The sine by whole numbers, for tones that come out the same to the last bit on every machine.
///
/// A turn has 8,000 steps: at 8,000 samples a second, a tone of a whole number of hertz falls on them exactly. Sample n of
/// f Hz is step n · f, so its frequency has no error and its phase does not drift.
public enum Sine {
    /// Steps of one turn.
    public static let stepsPerTurn = 8_000
    /// The value at the top of the wave.
    public static let scale = 1 << fractionBits
    /// The bits of a value below one.
    public static let fractionBits = 20

    /// The sine at a step, times ``scale``; steps count on through any number of turns.
    public static func value(at step: Int) -> Int {
        let place = step % stepsPerTurn
        guard place >= 0 else { return -value(at: -place) }
        let half = stepsPerTurn / 2
        return place < half ? magnitude(place) : -magnitude(place - half)
    }

    /// How far a fade has come at `step` of `count`: 0 to ``scale`` along half a wave, which no ear hears as a click.
    public static func fade(_ step: Int, of count: Int) -> Int {
        let value = magnitude(min(max(step, 0), count) * quarter / count)
        return (value * value) >> fractionBits
    }
}

private extension Sine {
    static let quarter = stepsPerTurn / 4

    /// The first half of the turn, the second quarter a mirror of the first.
    static func magnitude(_ place: Int) -> Int { table[min(place, 2 * quarter - place)] }

    static let table: [Int] = (0...quarter).map { step in
        let angle = Double.pi / 2 * (1 - Double(step) / Double(quarter))
        return Int((LowPassKernel.cosine(angle) * Double(scale)).rounded())
    }
}
