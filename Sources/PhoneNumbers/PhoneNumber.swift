/// A telephone number that can be dialled from anywhere, in E.164.
///
/// It is made from what people write: with marks between the digits, with `+`, `00` or, in North America, `011` before the
/// country code, or as it is dialled within a country. Two ways of writing one number are equal once made.
/// Emergency numbers and short codes are none, so nothing that takes a `PhoneNumber` can dial one. Whether a number may be
/// dialled, `DialingPolicy` says.
public struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// `+`, the country code and the number: 7 to 15 digits (ITU-T E.164, 6.2.1).
    public let text: String

    /// Reads a number.
    /// - Parameters:
    ///   - text: the number as written.
    ///   - country: where a number without a country code is; without it such numbers are refused.
    public init(_ text: String, country: Country?) throws(PhoneNumberError) {
        let written = try WrittenNumber(text)
        let digits = written.digits[...]
        guard !EmergencyNumbers.contains(digits) else { throw .emergency(written.digits) }
        let plan = country.flatMap { NumberingPlan.byCountry[$0] }
        if written.hasPlus {
            self = try Self.international(digits)
        } else if digits.hasPrefix("00") {
            self = try Self.international(digits.dropFirst(2))
        } else if let plan, plan.isNorthAmerican, digits.hasPrefix("011") {
            self = try Self.international(digits.dropFirst(3))
        } else if let country, let plan {
            self = try Self.national(digits, plan, country)
        } else {
            throw digits.count <= 6 ? .shortCode : .countryMissing
        }
    }

    private init(_ plan: NumberingPlan, _ national: Substring) { text = "+\(plan.callingCode)\(national)" }

    /// The same as `text`.
    public var description: String { text }

    /// Where it is; `nil` for services that belong to no country. Guernsey, Jersey, Kazakhstan and the countries of +1 are
    /// told apart by their area codes; a mobile number taken elsewhere is still counted where it was first given out.
    public var country: Country? {
        let (plan, national) = parts
        return plan.country(of: national)
    }

    var plan: NumberingPlan { parts.plan }

    /// The digits behind the country code.
    var national: Substring { parts.national }

    private var parts: (plan: NumberingPlan, national: Substring) {
        guard let (plan, rest) = NumberingPlan.split(text.dropFirst()) else {
            preconditionFailure("a number is made with a country code that is known")
        }
        return (plan, rest)
    }
}

extension PhoneNumber {
    private static func international(_ digits: Substring) throws(PhoneNumberError) -> PhoneNumber {
        guard let (plan, rest) = NumberingPlan.split(digits) else { throw .unknownCountryCode }
        return PhoneNumber(plan, try plan.subscriber(rest))
    }

    /// Digits without a sign that a country code comes first. Where the trunk prefix is missing too, they may be meant with
    /// the country code: `4915112345678`. What can be read both ways is not guessed at, and a few digits without the zero
    /// that every subscriber's number has there are a short code.
    private static func national(
        _ digits: Substring, _ plan: NumberingPlan, _ country: Country
    ) throws(PhoneNumberError) -> PhoneNumber {
        let isShort = digits.count <= 6
        if isShort, plan.trunkPrefix == "0", digits.first != "0" { throw .shortCode }
        let within = Result { () throws(PhoneNumberError) in PhoneNumber(plan, try plan.subscriber(digits)) }
        guard digits.hasPrefix(plan.callingCode), digits.first != "0",
            let abroad = try? international(digits)
        else {
            if isShort, (try? within.get()) == nil { throw .shortCode }
            return try within.get()
        }
        guard let number = try? within.get() else { return abroad }
        guard number == abroad else { throw .ambiguous(country) }
        return number
    }
}
