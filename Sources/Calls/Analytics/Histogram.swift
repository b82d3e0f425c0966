/// How often each value was found. Small values, as nearly all are, cost one addition.
struct Histogram {
    /// Values from here on are counted one by one.
    private static let limit = 1 << 16

    private var small: [UInt32] = Array(repeating: 0, count: limit)
    private var others: [Int: Int] = [:]

    mutating func add(_ value: Int) {
        guard value >= 0, value < Self.limit else { return others[value, default: 0] += 1 }
        small[value] += 1
    }

    /// Adds those values that belong to something chosen.
    /// - Parameters:
    ///   - owners: what each value belongs to.
    ///   - isChosen: what is chosen of it.
    mutating func add(_ values: Span<UInt32>, of owners: Span<UInt32>, where isChosen: Span<Bool>) {
        var large: [Int] = []
        do {
            var small = small.mutableSpan
            for index in values.indices where isChosen[Int(owners[index])] {
                let value = Int(values[index])
                if value < Self.limit { small[value] += 1 } else { large.append(value) }
            }
        }
        for value in large { others[value, default: 0] += 1 }
    }

    /// Every value that was found, the smallest first.
    var frequencies: [CallAnalytics.Frequency] {
        var all = others.map { CallAnalytics.Frequency(value: $0.key, count: $0.value) }
        for (value, count) in small.enumerated() where count > 0 { all.append(.init(value: value, count: Int(count))) }
        return all.sorted { $0.value < $1.value }
    }
}
