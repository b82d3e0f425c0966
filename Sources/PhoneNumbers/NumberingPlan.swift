/// How numbers are made behind one country calling code (ITU-T E.164, 6.2).
struct NumberingPlan: Sendable {
    /// `1`, `44`, `358`.
    let callingCode: String
    /// How many digits subscribers have behind it. Services that have other lengths are no numbers to be called.
    let lengths: Set<Int>
    /// What is dialled before a number within the country and not from abroad; empty where there is nothing.
    let trunkPrefix: String
    /// Whose it is, `nil` for services that belong to no country.
    let country: Country?
    /// Others who share it, and with what their numbers begin. The longest beginning decides.
    let parts: [(beginning: String, country: Country)]

    /// Who has this number, given without the calling code.
    func country(of national: Substring) -> Country? {
        let fitting = parts.filter { national.hasPrefix($0.beginning) }
        return fitting.max { $0.beginning.count < $1.beginning.count }?.country ?? country
    }

    /// Whether this is the North American plan, which has rules of its own.
    var isNorthAmerican: Bool { callingCode == "1" }
}

extension NumberingPlan {
    static let byCallingCode = Dictionary(uniqueKeysWithValues: all.map { ($0.callingCode, $0) })

    static let byCountry: [Country: NumberingPlan] = {
        var plans: [Country: NumberingPlan] = [:]
        for plan in all {
            if let country = plan.country { plans[country] = plan }
            for part in plan.parts { plans[part.country] = plan }
        }
        return plans
    }()

    /// The plan that digits after the plus begin with, and the digits behind its code. No code begins another.
    static func split(_ digits: Substring) -> (plan: NumberingPlan, rest: Substring)? {
        for length in 1...3 {
            let code = digits.prefix(length)
            if let plan = byCallingCode[String(code)] { return (plan, digits.dropFirst(length)) }
        }
        return nil
    }

    private static let all: [NumberingPlan] = {
        var plans: [NumberingPlan] = []
        var words: [Substring] = []
        // A line that begins with spaces goes on with the one above.
        for line in table.split(separator: "\n") {
            if !line.hasPrefix(" "), !words.isEmpty {
                plans.append(NumberingPlan(words))
                words = []
            }
            words += line.split(separator: " ")
        }
        return plans + [NumberingPlan(words)]
    }()

    /// `44 GB 9-10 0 JE=1534,7509`: code, country, lengths, trunk prefix, parts; a dash stands for none.
    private init(_ words: [Substring]) {
        callingCode = String(words[0])
        country = words[1] == "-" ? nil : Country(known: words[1])
        lengths = Set(
            words[2].split(separator: ",").flatMap { range in
                let ends = range.split(separator: "-").compactMap { Int($0) }
                return Array(ends[0]...ends[ends.count - 1])
            })
        trunkPrefix = words[3] == "-" ? "" : String(words[3])
        parts = words.dropFirst(4).flatMap { part in
            let sides = part.split(separator: "=")
            return sides[1].split(separator: ",").map { (String($0), Country(known: sides[0])) }
        }
    }
}
