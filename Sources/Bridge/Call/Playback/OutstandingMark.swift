/// A mark that was sent to Twilio and has not come back.
struct OutstandingMark: Hashable {
    /// Its name.
    let name: String
    /// How much had been sent before it, in bytes.
    let position: Int
    /// When Twilio should return it, on the clock of what we send.
    var expected: ContinuousClock.Instant
    /// Nothing waited before it, so that it measures the way there and back.
    let isEcho: Bool
}
