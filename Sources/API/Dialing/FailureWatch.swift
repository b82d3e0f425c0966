/// Notices that what goes wrong with a job is no matter of single rows.
struct FailureWatch {
    /// Rows looked back at.
    private static let window = 20
    /// So many in a row are enough.
    private static let longestRun = 5

    private var outcomes: [Bool] = []

    /// Takes note of a row. Returns why the job should stop, where it should.
    mutating func note(failed: Bool) -> String? {
        outcomes.append(failed)
        if outcomes.count > Self.window { outcomes.removeFirst() }
        let failures = outcomes.count { $0 }
        if outcomes.count >= Self.longestRun, outcomes.suffix(Self.longestRun).allSatisfy({ $0 }) {
            return "the last \(Self.longestRun) rows failed"
        }
        guard outcomes.count == Self.window, failures * 2 >= Self.window else { return nil }
        return "\(failures) of the last \(Self.window) rows failed"
    }
}
