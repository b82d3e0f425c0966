/// Which numbers may be dialled: the defence against those who would make the bill theirs.
///
/// What is refused is refused whatever is allowed: the ranges that cost extra first, then the operator's own, and only then
/// are countries looked at. Emergency numbers and short codes do not come this far: they are no `PhoneNumber`.
public struct DialingPolicy: Sendable {
    /// The countries that may be called.
    public var allowed: Set<Country>
    /// Beginnings of numbers that the operator forbids, each with its plus: `+1415`, `+44`.
    public var refusedPrefixes: [String]
    /// Where a number without a country code is taken to be; `nil` refuses such numbers.
    public var defaultCountry: Country?

    /// Makes a policy.
    public init(allowing allowed: Set<Country>, refusing refusedPrefixes: [String] = [], defaultCountry: Country? = nil)
    {
        self.allowed = allowed
        self.refusedPrefixes = refusedPrefixes
        self.defaultCountry = defaultCountry
    }

    /// The policy of those who set nothing: the country of the number calls come from, and no other.
    public init(ownNumber: PhoneNumber) {
        let country = ownNumber.country
        self.init(allowing: country.map { [$0] } ?? [], defaultCountry: country)
    }

    /// Why a number is not dialled; `nil` where it may be.
    public func refusal(of number: PhoneNumber) -> DialingRefusal? {
        let national = number.national
        let ranges = RefusedRange.byCallingCode[number.plan.callingCode] ?? []
        if let range = ranges.first(where: { $0.contains(national) }) { return range.refusal }
        if let prefix = refusedPrefixes.first(where: { number.text.hasPrefix($0) }) { return .refusedPrefix(prefix) }
        guard let country = number.country else { return .internationalNetwork }
        guard allowed.contains(country) else {
            return .countryNotAllowed(country, allowed: allowed.sorted { $0.code < $1.code })
        }
        return nil
    }

    /// Throws where a number may not be dialled.
    public func check(_ number: PhoneNumber) throws(DialingRefusal) {
        if let refusal = refusal(of: number) { throw refusal }
    }
}
