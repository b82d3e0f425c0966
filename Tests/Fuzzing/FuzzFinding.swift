/// A rule that an input broke.
public struct FuzzFinding: Error, CustomStringConvertible {
    /// The rule, and what was seen instead.
    public let description: String
}

/// What must hold for every input.
func demand(_ condition: Bool, _ rule: @autoclosure () -> String) throws(FuzzFinding) {
    guard !condition else { return }
    throw FuzzFinding(description: rule())
}

/// Two ways to the same result.
func demandSame<Value: Equatable>(_ one: Value, _ other: Value, _ rule: @autoclosure () -> String) throws(FuzzFinding) {
    guard one != other else { return }
    throw FuzzFinding(description: "\(rule()):\n  \(one)\n  \(other)")
}
