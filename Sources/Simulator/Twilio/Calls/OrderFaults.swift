/// What goes wrong with orders for calls.
public struct OrderFaults: Sendable {
    /// What goes wrong with one.
    public enum Fault: Hashable, Sendable, CaseIterable {
        /// It is taken, and the connection is lost before the answer.
        case answerLost
        /// It is taken, and answered with 500.
        case takenAndFailed
        /// It is not taken, and the connection is lost.
        case orderLost
        /// It is not taken, and answered with 500.
        case failed
        /// It is not taken, and answered with 429.
        case tooMany
        /// It is taken at once, and answered late.
        case answerLate
        /// It is taken late, and answered then.
        case takenLate
    }

    /// How late what is late is.
    public var lateness: Duration
    /// What goes wrong with the order of this number, counted from 0; `nil` for nothing.
    public var fault: @Sendable (Int) -> Fault?

    /// Makes faults; without any, all goes well.
    public init(lateness: Duration = .seconds(30), _ fault: @escaping @Sendable (Int) -> Fault? = { _ in nil }) {
        self.lateness = lateness
        self.fault = fault
    }
}
