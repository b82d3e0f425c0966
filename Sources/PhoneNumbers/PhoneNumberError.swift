/// Why a text is no telephone number that can be dialled: each case is a fact, and says what to do about it.
public enum PhoneNumberError: Error, Hashable, Sendable {
    /// There is no digit.
    case empty
    /// There are letters.
    case letters
    /// A character that no number has.
    case unexpectedCharacter(Unicode.Scalar)
    /// A plus that is not at the beginning.
    case misplacedPlus
    /// An extension: whoever answers cannot be told to put the call through.
    case hasExtension
    /// A spreadsheet has rounded it to `1.41556E+10`, or made `14155550123.0` of it.
    case spreadsheetNumber
    /// A number for emergencies.
    case emergency(String)
    /// A number of a few digits, which only some networks know.
    case shortCode
    /// No country code, and no country to assume.
    case countryMissing
    /// No country has this code.
    case unknownCountryCode
    /// Without plus it is a number of this country and also one with its code in front.
    case ambiguous(Country)
    /// Fewer digits than the numbers of the country have.
    case tooShort(Country?)
    /// More digits than the numbers of the country have.
    case tooLong(Country?)
    /// Digits where the country's numbers cannot have them.
    case notInPlan(Country?)

    /// A word for programs and counters.
    public var kind: String {
        switch self {
        case .empty: "empty"
        case .letters: "letters"
        case .unexpectedCharacter: "unexpected_character"
        case .misplacedPlus: "misplaced_plus"
        case .hasExtension: "extension"
        case .spreadsheetNumber: "spreadsheet_number"
        case .emergency: "emergency_number"
        case .shortCode: "short_code"
        case .countryMissing: "country_missing"
        case .unknownCountryCode: "unknown_country_code"
        case .ambiguous: "ambiguous"
        case .tooShort: "too_short"
        case .tooLong: "too_long"
        case .notInPlan: "not_in_plan"
        }
    }
}

extension PhoneNumberError: CustomStringConvertible {
    /// One sentence or two for people, with the remedy.
    public var description: String {
        switch self {
        case .empty: "There is no number: \(Self.form)"
        case .letters: "There are letters in the number: write digits."
        case .unexpectedCharacter(let character):
            "U+\(Self.hexadecimal(character.value)) is in no telephone number: give one number, \(Self.example)."
        case .misplacedPlus: "A plus stands only at the beginning: give one number, \(Self.example)."
        case .hasExtension: "Extensions cannot be dialled: give a number that reaches the person directly."
        case .spreadsheetNumber:
            "A spreadsheet has changed the number: format the column as text, and enter the number again."
        case .emergency(let number): "\(number) is an emergency number, which is never dialled."
        case .shortCode: "Short codes are not dialled: \(Self.form)"
        case .countryMissing: "The country code is missing: \(Self.form)"
        case .unknownCountryCode: "No country has this code: \(Self.form)"
        case .ambiguous(let country):
            "It may be a number in \(country), or have the country code already: begin it with + and the country code."
        case .tooShort(let country): "It has too few digits\(Self.place(country)): \(Self.form)"
        case .tooLong(let country): "It has too many digits\(Self.place(country)): \(Self.form)"
        case .notInPlan(let country): "There are no such numbers\(Self.place(country)): check its digits."
        }
    }

    private static let example = "like +14155550123"
    private static let form = "write +, the country code and the number, \(example)."

    private static func place(_ country: Country?) -> String { country.map { " for \($0)" } ?? "" }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
