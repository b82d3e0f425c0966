import PhoneNumbers

extension Configuration {
    /// Which numbers may be dialled, how often and how fast.
    struct Dialing: Sendable, Equatable {
        /// `nil` for that of our own number.
        var allowedCountries: Set<Country>?
        var refusedPrefixes: [String]
        /// `nil` for that of our own number.
        var defaultCountry: Country?
        /// For each user; `nil` for no limit.
        var dailyCalls: Int?
        var callsPerSecond: Int
        var concurrentCalls: Int
        var reservedCalls: Int
        var settle: Duration
    }
}

extension SettingsReader {
    /// Reads all that is about dialling.
    mutating func dialing() -> Configuration.Dialing {
        let dailyCalls = number(.dailyCalls, in: 0...10_000_000)
        let concurrentCalls = number(.concurrentCalls, in: 1...100_000)
        // What stands for the default must not be more than the limit that somebody sets lower.
        let reservedCalls =
            text(.reservedCalls) == nil ? min(10, concurrentCalls / 10) : number(.reservedCalls, in: 0...100_000)
        if reservedCalls >= concurrentCalls {
            problem(
                .reservedCalls, "must be less than \(Setting.concurrentCalls.name), or nothing is left to bulk jobs")
        }
        return Configuration.Dialing(
            allowedCountries: countries(.allowedCountries), refusedPrefixes: prefixes(.refusedPrefixes),
            defaultCountry: countries(.defaultCountry, atMost: 1)?.first,
            dailyCalls: dailyCalls == 0 ? nil : dailyCalls,
            callsPerSecond: number(.callsPerSecond, in: 1...1000), concurrentCalls: concurrentCalls,
            reservedCalls: reservedCalls, settle: .seconds(number(.dialSettle, in: 1...3600)))
    }

    /// Countries by their two letters, with commas between.
    private mutating func countries(_ setting: Setting, atMost limit: Int = .max) -> Set<Country>? {
        guard let value = text(setting) else { return nil }
        let countries = value.split(separator: ",").map { Country(Self.trimmed($0)) }
        guard !countries.contains(nil), countries.count <= limit else {
            problem(
                setting, "must be two letters of ISO 3166-1 such as US" + (limit > 1 ? ", with commas between" : ""))
            return nil
        }
        return Set(countries.compactMap(\.self))
    }

    private mutating func prefixes(_ setting: Setting) -> [String] {
        guard let value = text(setting) else { return [] }
        return value.split(separator: ",").compactMap { part in
            let text = Self.trimmed(part)
            if text.wholeMatch(of: /\+[1-9][0-9]{0,14}/) != nil { return text }
            problem(setting, "must be beginnings of numbers such as +1900, each with its plus, with commas between")
            return nil
        }
    }

    private static func trimmed(_ part: Substring) -> String { part.filter { $0 != " " } }
}
