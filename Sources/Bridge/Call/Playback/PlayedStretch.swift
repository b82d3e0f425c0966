/// Sound that was played without a gap.
struct PlayedStretch: Hashable {
    /// Bytes of mu-law: samples at 8000 Hz.
    var byteCount: Int
    /// When the first of it was taken, on the clock of what we send; see ``PlayoutBuffer``.
    var start: ContinuousClock.Instant
}
