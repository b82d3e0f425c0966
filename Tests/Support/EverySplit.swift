/// Feeds bytes to an incremental decoder whole, one by one, and cut in two at every position, and compares what comes
/// out: how bytes were split into packets must change nothing.
///
/// - Parameter outcome: decodes the pieces, in order, with a fresh decoder and says what came of it.
/// - Returns: the outcome of the bytes fed whole, and those splits that gave another one, at most eight of them. Expect
///   `differing` to be empty.
public func forEverySplit<Outcome: Equatable>(
    of bytes: [UInt8], _ outcome: ([[UInt8]]) throws -> Outcome
) rethrows -> (whole: Outcome, differing: [SplitDifference<Outcome>]) {
    let whole = try outcome([bytes])
    var differing: [SplitDifference<Outcome>] = []
    func compare(_ pieces: [[UInt8]], _ split: String) throws {
        let other = try outcome(pieces)
        if other != whole, differing.count < 8 { differing.append(SplitDifference(split: split, outcome: other)) }
    }
    try compare(bytes.map { [$0] }, "byte by byte")
    for position in 0...bytes.count {
        try compare([Array(bytes[..<position]), Array(bytes[position...])], "at \(position)")
    }
    return (whole, differing)
}

/// A split that changed what came out.
public struct SplitDifference<Outcome: Equatable> {
    /// Which split: `byte by byte`, or `at 17`.
    public let split: String
    /// What came of it.
    public let outcome: Outcome
}
