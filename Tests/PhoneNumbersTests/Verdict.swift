import PhoneNumbers

/// What becomes of a number as written: its E.164 form, or the word for why it is not dialled.
func verdict(_ text: String, in country: String? = nil, allowing allowed: String? = nil) -> String {
    let home = country.flatMap { Country($0) }
    let number: PhoneNumber
    do throws(PhoneNumberError) {
        number = try PhoneNumber(text, country: home)
    } catch {
        return error.kind
    }
    let countries = (allowed ?? country ?? "").split(separator: " ").compactMap { Country(String($0)) }
    let policy = DialingPolicy(allowing: Set(countries), defaultCountry: home)
    return policy.refusal(of: number)?.kind ?? number.text
}

/// A row of a table: a number as written, the country we are in, and what becomes of it.
struct Row: CustomStringConvertible, Sendable {
    let text: String
    let country: String?
    let expected: String
    let allowed: String?

    init(_ text: String, _ country: String?, _ expected: String, allowing allowed: String? = nil) {
        self.text = text
        self.country = country
        self.expected = expected
        self.allowed = allowed
    }

    var description: String { "'\(text)' in \(country ?? "no country")" }
}
