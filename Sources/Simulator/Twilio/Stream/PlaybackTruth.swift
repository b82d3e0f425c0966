/// What became of every byte that was sent to be played: the simulated telephone's own account, which the bridge cannot touch.
public struct PlaybackTruth: Hashable, Sendable {
    /// A stretch of what was received and never heard.
    public struct Loss: Hashable, Sendable {
        /// Why it was not heard.
        public enum Reason: Hashable, Sendable {
            /// A `clear` came first.
            case cleared
            /// More than ten minutes were waiting already (31931).
            case discarded
            /// The stream ended first.
            case unplayed
        }

        /// Where it stood in all that was received, in bytes.
        public var range: Range<Int>
        /// Why it was not heard.
        public var reason: Reason
    }

    /// Every mu-law byte received, in order.
    public internal(set) var received: [UInt8] = []
    /// Every mu-law byte played, in order; the silence between is not noted.
    public internal(set) var heard: [UInt8] = []
    /// What was received and not played, in order.
    public internal(set) var losses: [Loss] = []

    /// Whether what was heard is, byte for byte and in order, what was received less what was lost.
    public var heardMatchesReceived: Bool {
        var expected: [UInt8] = []
        var position = 0
        for loss in losses {
            guard loss.range.lowerBound >= position, loss.range.upperBound <= received.count else { return false }
            expected += received[position..<loss.range.lowerBound]
            position = loss.range.upperBound
        }
        expected += received[position...]
        return expected == heard
    }
}
