/// How often each value was found. Small values, as nearly all are, cost one addition.
struct Histogram {
    /// Values from here on are counted one by one.
    private static let limit = 1 << 16

    private var small: [Int] = []
    private var others: [Int: Int] = [:]

    mutating func add(_ value: Int) {
        guard value >= 0, value < Self.limit else { return others[value, default: 0] += 1 }
        if value >= small.count {
            small.append(contentsOf: repeatElement(0, count: max(value + 1, small.count * 2) - small.count))
        }
        small[value] += 1
    }

    /// Every value that was found, the smallest first.
    var frequencies: [CallAnalytics.Frequency] {
        var all = small.enumerated().filter { $0.element > 0 }.map { (value: $0.offset, count: $0.element) }
        all += others.map { (value: $0.key, count: $0.value) }
        return all.sorted { $0.value < $1.value }.map { CallAnalytics.Frequency(value: $0.value, count: $0.count) }
    }
}
