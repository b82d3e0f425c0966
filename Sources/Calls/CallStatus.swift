/// Where a call stands, in Twilio's words.
public enum CallStatus: String, Sendable, CaseIterable {
    /// Written down; Twilio has been or will be asked.
    case queued
    /// Twilio dials.
    case initiated
    /// It rings.
    case ringing
    /// Answered.
    case inProgress = "in-progress"
    /// Answered and ended.
    case completed
    /// The line was busy.
    case busy
    /// It could not be placed.
    case failed
    /// Nobody answered.
    case noAnswer = "no-answer"
    /// Ended by us before it was answered.
    case canceled

    /// Whether nothing can follow.
    public var isTerminal: Bool {
        switch self {
        case .queued, .initiated, .ringing, .inProgress: false
        case .completed, .busy, .failed, .noAnswer, .canceled: true
        }
    }

    /// Whether news of `next` moves a call on: late and doubled callbacks never turn a state back.
    public func advances(to next: CallStatus) -> Bool { !isTerminal && next.rank > rank }

    private var rank: Int {
        switch self {
        case .queued: 0
        case .initiated: 1
        case .ringing: 2
        case .inProgress: 3
        case .completed, .busy, .failed, .noAnswer, .canceled: 4
        }
    }
}
