/// What Twilio complains about while a stream goes on; each kind is noted once a stream.
public enum StreamWarning: Int, Hashable, Sendable, CaseIterable {
    /// "Stream - Media discarded": more than ten minutes of sound were waiting.
    case mediaDiscarded = 31931
    /// "Stream - Malformed message": a binary message.
    case malformedMessage = 31950
    /// "Stream - Invalid message": not one of the three messages as they must be.
    case invalidMessage = 31951
}
