import PhoneNumbers
import Testing

@Suite("Dialing policy") struct DialingPolicyTests {
    /// Every country at once: what is refused then is refused whatever is allowed.
    private static let everywhere = Country.all.map(\.code).joined(separator: " ")

    // MARK: What may be dialled

    @Test(
        "a number of an allowed country is dialled",
        arguments: [
            Row("+14155550123", "US", "+14155550123"), Row("(415) 555-0123", "US", "+14155550123"),
            Row("+442079460958", "GB", "+442079460958"), Row("020 7946 0958", "GB", "+442079460958"),
            Row("07700 900123", "GB", "+447700900123"), Row("030 901820", "DE", "+4930901820"),
            Row("0151 12345678", "DE", "+4915112345678"), Row("01 99 00 12 34", "FR", "+33199001234"),
            Row("06 6982 0000", "VA", "+390669820000", allowing: "IT VA"), Row("612 345 678", "ES", "+34612345678"),
            Row("06 12345678", "NL", "+31612345678"), Row("0412 345 678", "AU", "+61412345678"),
            Row("312 345 6789", "IT", "+393123456789"), Row("8 (912) 345-67-89", "RU", "+79123456789"),
            Row("090-1234-5678", "JP", "+819012345678"), Row("+1 800 555 0199", "US", "+18005550199"),
        ])
    func dialled(_ row: Row) { #expect(verdict(row.text, in: row.country, allowing: row.allowed) == row.expected) }

    // MARK: Where it may not be

    @Test(
        "a country that is not allowed is refused, and those of +1 are told apart",
        arguments: [
            Row("+18765550123", "US", "country_not_allowed"), Row("+16585550123", "US", "country_not_allowed"),
            Row("+18095550123", "US", "country_not_allowed"), Row("+12425550123", "US", "country_not_allowed"),
            Row("+14735550123", "US", "country_not_allowed"), Row("+12685550123", "US", "country_not_allowed"),
            Row("+14165550123", "US", "country_not_allowed"), Row("+17875550123", "US", "country_not_allowed"),
            Row("+16715550123", "US", "country_not_allowed"), Row("+14165550123", "CA", "+14165550123"),
            Row("+18765550123", "US", "+18765550123", allowing: "US JM"),
            Row("+441481256789", "GB", "country_not_allowed"), Row("+447797712345", "GB", "country_not_allowed"),
            Row("+447624123456", "GB", "country_not_allowed"), Row("+77710009998", "RU", "country_not_allowed"),
            Row("+37255512345", "US", "country_not_allowed"), Row("+2347012345678", "GB", "country_not_allowed"),
            Row("+5352123456", "US", "country_not_allowed"), Row("+25290123456", "US", "country_not_allowed"),
            Row("011 44 20 7946 0958", "US", "country_not_allowed"),
        ])
    func elsewhere(_ row: Row) { #expect(verdict(row.text, in: row.country, allowing: row.allowed) == row.expected) }

    @Test("the policy of those who set nothing allows the country of their own number")
    func byDefault() throws {
        let policy = DialingPolicy(ownNumber: try PhoneNumber("+14155550100", country: nil))
        #expect(policy.refusal(of: try PhoneNumber("4155550123", country: policy.defaultCountry)) == nil)
        let jamaican = try PhoneNumber("+18765550123", country: nil)
        let (jamaica, home) = try (#require(Country("JM")), #require(Country("US")))
        #expect(policy.refusal(of: jamaican) == .countryNotAllowed(jamaica, allowed: [home]))
        #expect(
            "\(policy.refusal(of: jamaican) as Any)".contains("JM"), "the sentence names the country to allow")
    }

    // MARK: What is never dialled, whatever is allowed

    @Test(
        "numbers that cost extra are refused although every country is allowed",
        arguments: [
            Row("+19005550123", "US", "premium_rate"), Row("+14159761234", "US", "premium_rate"),
            Row("900 555 0123", "US", "premium_rate"), Row("+15005550006", "US", "personal_number"),
            Row("+15335550123", "US", "personal_number"), Row("+17005554141", "US", "service_number"),
            Row("+14155551212", "US", "service_number"), Row("+14154110000", "US", "service_number"),
            Row("+16005550123", "CA", "service_number"),
            Row("0909 879 0123", "GB", "premium_rate"), Row("+449098790123", "GB", "premium_rate"),
            Row("0871 200 0123", "GB", "premium_rate"), Row("0844 400 0123", "GB", "premium_rate"),
            Row("070 0123 4567", "GB", "personal_number"),
            Row("0900 1234567", "DE", "premium_rate"), Row("0137 1234567", "DE", "premium_rate"),
            Row("01805 123456", "DE", "shared_cost"), Row("0180 2 123456", "DE", "shared_cost"),
            Row("0700 12345678", "DE", "personal_number"), Row("+4911833", "DE", "service_number"),
            Row("0190 123456", "DE", "premium_rate"),
            Row("0899 12 34 56", "FR", "premium_rate"), Row("+33899123456", "FR", "premium_rate"),
            Row("0820 12 34 56", "FR", "premium_rate"),
            Row("803 123 456", "ES", "premium_rate"), Row("+34807123456", "ES", "premium_rate"),
            Row("905 123 456", "ES", "premium_rate"), Row("901 123 456", "ES", "shared_cost"),
            Row("899 123456", "IT", "premium_rate"), Row("+39892123456", "IT", "premium_rate"),
            Row("0900 12345", "NL", "too_short"), Row("0906 12345 6", "NL", "premium_rate"),
            Row("0900 123 4567", "NL", "too_long"),
            Row("1900 123 456", "AU", "too_long"), Row("+61190123456", "AU", "premium_rate"),
            Row("0900 123 456", "CH", "premium_rate"), Row("0900 123 456", "AT", "premium_rate"),
            Row("0900 12345", "BE", "premium_rate"), Row("0900 123 456", "SE", "premium_rate"),
            Row("0990 123 456", "JP", "premium_rate"), Row("+7 809 123 45 67", "RU", "premium_rate"),
            Row("+525001234567", "MX", "personal_number"),
        ])
    func costly(_ row: Row) { #expect(verdict(row.text, in: row.country, allowing: Self.everywhere) == row.expected) }

    @Test(
        "satellites and networks without a country are refused",
        arguments: [
            Row("+870776123456", nil, "satellite"), Row("+881612345678", nil, "satellite"),
            Row("00881712345678", "DE", "satellite"), Row("011 870 776 123 456", "US", "satellite"),
            Row("+88213123456", nil, "international_network"), Row("+883510012345", nil, "international_network"),
            Row("+979123456789", nil, "premium_rate"), Row("+80812345678", nil, "shared_cost"),
            Row("+878101234567890", nil, "personal_number"), Row("+87810123456", nil, "too_short"),
            Row("+80012345678", nil, "service_number"), Row("+88812345678901", nil, "service_number"),
        ])
    func nowhere(_ row: Row) { #expect(verdict(row.text, in: row.country, allowing: Self.everywhere) == row.expected) }

    @Test(
        "emergency numbers and short codes are no numbers, in whatever form",
        arguments: [
            Row("112", "DE", "emergency_number"), Row("911", "US", "emergency_number"),
            Row("9-1-1", "US", "emergency_number"), Row("999", "GB", "emergency_number"),
            Row("000", "AU", "emergency_number"), Row("110", "DE", "emergency_number"),
            Row("118", "IT", "emergency_number"), Row("119", "JP", "emergency_number"),
            Row("112", nil, "emergency_number"), Row("+112", "US", "emergency_number"),
            Row("+911", "US", "emergency_number"), Row("+49112", nil, "emergency_number"),
            Row("+49 (0) 112", nil, "emergency_number"), Row("+1 911", "US", "emergency_number"),
            Row("0049 110", "DE", "emergency_number"), Row("011 44 999", "US", "emergency_number"),
            Row("tel:911", "US", "emergency_number"), Row("９１１", "US", "emergency_number"),
            Row("+44999", nil, "emergency_number"), Row("+61000", nil, "not_in_plan"),
            Row("22000", "DE", "short_code"), Row("022000", "DE", "+4922000", allowing: "DE"),
            Row("+43 1 40400", nil, "+43140400", allowing: "AT"), Row("01 40400", "AT", "+43140400", allowing: "AT"),
            Row("12345", "US", "short_code"),
            Row("116117", "DE", "short_code"), Row("+49116117", nil, "short_code"),
            Row("311", "US", "short_code"), Row("3646", "FR", "short_code"),
        ])
    func urgent(_ row: Row) { #expect(verdict(row.text, in: row.country, allowing: row.allowed) == row.expected) }

    @Test("what the operator refuses wins over what is allowed")
    func refusedPrefixes() throws {
        let home = try #require(Country("US"))
        let policy = DialingPolicy(allowing: [home], refusing: ["+1415", "+44"])
        #expect(policy.refusal(of: try PhoneNumber("+14155550123", country: nil)) == .refusedPrefix("+1415"))
        #expect(policy.refusal(of: try PhoneNumber("+14165550123", country: nil))?.kind == "country_not_allowed")
        #expect(policy.refusal(of: try PhoneNumber("+12125550123", country: nil)) == nil)
        #expect(throws: DialingRefusal.refusedPrefix("+1415")) {
            try policy.check(try PhoneNumber("+14155550123", country: nil))
        }
    }

    @Test("nothing is allowed where nothing was")
    func nothingAllowed() throws {
        let number = try PhoneNumber("+14155550123", country: nil)
        let refusal = DialingPolicy(allowing: []).refusal(of: number)
        #expect(refusal?.kind == "country_not_allowed")
        #expect(
            refusal?.description
                == "It is in US, and no country may be called: add it to VOICEBRIDGE_ALLOWED_COUNTRIES.")
    }
}
