/// A beginning of numbers that cost the caller more than a call does, or that no subscriber has.
struct RefusedRange: Sendable {
    /// Digits behind the calling code; a dot stands for any digit. Empty for the whole code.
    let beginning: String
    /// How many digits there must be behind the calling code; `nil` for any number of them.
    let length: Int?
    /// Why it is refused.
    let refusal: DialingRefusal

    func contains(_ national: Substring) -> Bool {
        guard national.utf8.count >= beginning.utf8.count, length == nil || length == national.utf8.count else {
            return false
        }
        return zip(beginning.utf8, national.utf8).allSatisfy { $0 == UInt8(ascii: ".") || $0 == $1 }
    }
}

extension RefusedRange {
    static let byCallingCode: [String: [RefusedRange]] = {
        var ranges: [String: [RefusedRange]] = [:]
        var code = ""
        var refusal = DialingRefusal.service
        for line in table.split(separator: "\n") {
            var words = line.split(separator: " ")[...]
            // A line that begins with spaces goes on with the one above.
            if !line.hasPrefix(" ") { code = String(words.removeFirst()) }
            for word in words {
                if let next = refusals[word] {
                    refusal = next
                } else {
                    ranges[code, default: []].append(RefusedRange(word, refusal))
                }
            }
        }
        return ranges
    }()

    private static let refusals: [Substring: DialingRefusal] = [
        "premium": .premiumRate, "shared": .sharedCost, "personal": .personalNumber, "satellite": .satellite,
        "network": .internationalNetwork, "service": .service,
    ]

    /// `1537`, `15/10` for numbers of ten digits, `*` for all.
    private init(_ word: Substring, _ refusal: DialingRefusal) {
        let sides = word.split(separator: "/")
        beginning = word == "*" ? "" : String(sides[0])
        length = sides.count == 2 ? Int(sides[1]) : nil
        self.refusal = refusal
    }
}
