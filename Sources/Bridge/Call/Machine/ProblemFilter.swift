/// Keeps a peer that errs fifty times a second from filling the call log: ten problems of a kind, and one for each key.
struct ProblemFilter: Hashable {
    private var counts: [String: Int] = [:]
    private var keys: Set<String> = []

    private static let perCode = 10
    private static let keyLimit = 50

    /// Whether a problem of this code is still written down; where a key is given, only once for it.
    mutating func admits(code: String, key: String?) -> Bool {
        if let key {
            guard keys.count < Self.keyLimit else { return false }
            return keys.insert("\(code) \(key)").inserted
        }
        let count = counts[code, default: 0]
        counts[code] = count + 1
        return count < Self.perCode
    }
}
