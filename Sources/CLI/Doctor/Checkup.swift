/// One thing that was looked at: what, how it went, and what to do.
struct Checkup: Encodable, Equatable, Sendable {
    /// How it went.
    enum Outcome: String, Encodable, Sendable {
        /// As it should be.
        case pass
        /// It works, but not for long, or not for all.
        case warning
        /// It does not work.
        case fail
        /// It could not be looked at, because of what failed before, or is not in use.
        case skipped
    }

    /// What was looked at: a word for programs, which stays.
    let check: String
    let outcome: Outcome
    /// What was found.
    let finding: String
    /// What to do; empty where there is nothing to be done.
    let remedy: String

    static func pass(_ check: String, _ finding: String) -> Checkup {
        Checkup(check: check, outcome: .pass, finding: finding, remedy: "")
    }

    static func warning(_ check: String, _ finding: String, _ remedy: String) -> Checkup {
        Checkup(check: check, outcome: .warning, finding: finding, remedy: remedy)
    }

    static func fail(_ check: String, _ finding: String, _ remedy: String) -> Checkup {
        Checkup(check: check, outcome: .fail, finding: finding, remedy: remedy)
    }

    static func skipped(_ check: String, _ why: String) -> Checkup {
        Checkup(check: check, outcome: .skipped, finding: why, remedy: "")
    }

    /// A line, and a second one with the remedy.
    var text: String {
        let mark =
            switch outcome {
            case .pass: "ok  "
            case .warning: "warn"
            case .fail: "FAIL"
            case .skipped: "-   "
            }
        let line = "\(mark)  \(check): \(finding)"
        return remedy.isEmpty ? line : "\(line)\n      → \(remedy)"
    }
}
