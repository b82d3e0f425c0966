/// What became of a recording that did not become whole. The call goes on all the same.
public enum RecordingProblem: Hashable, Sendable {
    /// The disk was too slow: some of the time is silent in the file, the rest stands where it belongs.
    case gap
    /// The file could not be written, for this reason; what was written before is there.
    case failed(String)

    /// A word for programs.
    public var code: String {
        switch self {
        case .gap: "recording-gap"
        case .failed: "recording-failed"
        }
    }

    /// A sentence for people.
    public var message: String {
        switch self {
        case .gap: "The disk was too slow for the recording: some of its time is silent."
        case .failed(let reason): "The recording stopped, because it could not be written: \(reason)"
        }
    }
}
