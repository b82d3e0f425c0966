import PhoneNumbers
import TestSupport
import Testing

@Suite("Phone numbers") struct PhoneNumberTests {
    private func read(_ text: String, in country: String? = nil) -> String {
        do throws(PhoneNumberError) {
            return try PhoneNumber(text, country: country.flatMap { Country($0) }).text
        } catch {
            return error.kind
        }
    }

    @Test(
        "marks between the digits do not matter",
        arguments: [
            "+14155550123", " +1 415 555 0123 ", "+1 (415) 555-0123", "+1.415.555.0123", "+1/415/555/0123",
            "tel:+1-415-555-0123", "TEL:+14155550123", "+1\u{00A0}415\u{202F}555\u{2009}0123",
            "+1\u{2011}415\u{2013}555\u{2014}0123", "+1\u{2212}415\u{2010}5550123", "＋１４１５５５５０１２３",
            "\u{202A}+14155550123\u{202C}", "+1\u{200B}4155550123", "(+1) 415 555 0123", "[+1] 4155550123",
            "001 415 555 0123", "00 1 (415) 555-0123", "\t+14155550123\r\n",
        ])
    func marks(text: String) { #expect(read(text) == "+14155550123") }

    @Test("within North America the trunk digit and 011 are known")
    func northAmerica() {
        for text in ["4155550123", "14155550123", "1 (415) 555-0123", "011 1 415 555 0123", "415.555.0123"] {
            #expect(read(text, in: "US") == "+14155550123", "\(text)")
            #expect(read(text, in: "JM") == "+14155550123", "\(text)")
        }
        #expect(read("011 49 30 901820", in: "US") == "+4930901820")
        #expect(read("0114930901820", in: "DE") != "+4930901820")
        for text in ["0155550123", "1155550123", "4150550123", "4151550123", "9115550123", "5550123"] {
            #expect(["not_in_plan", "too_short"].contains(read(text, in: "US")), "\(text)")
        }
    }

    @Test("the trunk prefix is left out, and Italy's zero is none")
    func trunkPrefixes() {
        #expect(read("030 901820", in: "DE") == "+4930901820")
        #expect(read("+49 (0)30 901820") == "+4930901820")
        #expect(read("+49030901820") == "+4930901820")
        #expect(read("+49 0030 901820") == "not_in_plan")
        #expect(read("06 6982 1234", in: "IT") == "+390669821234")
        #expect(read("+39 06 6982 1234") == "+390669821234")
        #expect(read("0661 234 567", in: "SM") == "+3780661234567")
        #expect(read("06 20 123 4567", in: "HU") == "+36201234567")
        #expect(read("8 812 123 45 67", in: "RU") == "+78121234567")
        #expect(read("812 123 45 67", in: "RU") == "+78121234567")
        #expect(read("+7 812 123-45-67") == "+78121234567")
        #expect(read("8 029 491 19 11", in: "BY") == "+375294911911")
    }

    @Test("a number with its country code and no plus is taken for that, unless it may be a national one")
    func countryCodeWithoutPlus() {
        #expect(read("4915112345678", in: "DE") == "+4915112345678")
        #expect(read("33612345678", in: "FR") == "+33612345678")
        #expect(read("447700900123", in: "GB") == "+447700900123")
        #expect(read("79123456789", in: "RU") == "+79123456789")
        #expect(read("491234567", in: "DE") == "ambiguous")
        #expect(read("0491234567", in: "DE") == "+49491234567")
        #expect(read("+491234567", in: "DE") == "+491234567")
        #expect(read("4915112345678") == "country_missing")
    }

    @Test(
        "what is no number is refused with its reason",
        arguments: [
            Row("", nil, "empty"), Row("  ", nil, "empty"), Row("()-", nil, "empty"), Row("+", nil, "empty"),
            Row("1-800-FLOWERS", "US", "letters"), Row("unknown", "US", "letters"),
            Row("sip:ada@example.com", nil, "letters"),
            Row("+1415555012a", nil, "letters"), Row("+1415555O123", nil, "letters"),
            Row("+14155550123 x123", nil, "extension"), Row("+14155550123x5", nil, "extension"),
            Row("+1 415 555 0123 ext. 9", nil, "extension"), Row("+14155550123 Extension 9", nil, "extension"),
            Row("tel:+14155550123;ext=9", nil, "extension"), Row("+14155550123#9", nil, "extension"),
            Row("tel:4155550123;phone-context=+1", nil, "unexpected_character"),
            Row("+14155550123,,1", nil, "unexpected_character"), Row("*67 4155550123", "US", "unexpected_character"),
            Row("+1415555\n0123", nil, "unexpected_character"), Row("+1415555\u{0}0123", nil, "unexpected_character"),
            Row("++14155550123", nil, "misplaced_plus"), Row("1+4155550123", "US", "misplaced_plus"),
            Row("+14155550123 +14155550124", nil, "misplaced_plus"),
            Row("1.41556E+10", "US", "spreadsheet_number"), Row("1.41556e10", "US", "spreadsheet_number"),
            Row("4,91511E+12", "DE", "spreadsheet_number"), Row("14155550123.0", "US", "spreadsheet_number"),
            Row("4915112345678.0", "DE", "spreadsheet_number"),
            Row("4155550123", nil, "country_missing"), Row("+2101234567", nil, "unknown_country_code"),
            Row("+04155550123", nil, "unknown_country_code"), Row("00", "DE", "unknown_country_code"),
            Row("+1415555012", nil, "too_short"), Row("+141555501234", nil, "too_long"),
            Row("+1234567890123456", nil, "too_long"), Row("+33 1 23 45 67", nil, "too_short"),
            Row(String(repeating: "1", count: 129), "US", "too_long"), Row("+12", nil, "too_short"),
        ])
    func refused(_ row: Row) {
        #expect(read(row.text, in: row.country) == row.expected)
    }

    @Test("every reason is told in a sentence that ends and says what to do")
    func sentences() throws {
        let country = Country("DE")
        let home = try #require(country)
        let errors: [PhoneNumberError] = [
            .empty, .letters, .unexpectedCharacter("*"), .misplacedPlus, .hasExtension, .spreadsheetNumber,
            .emergency("112"), .shortCode, .countryMissing, .unknownCountryCode, .ambiguous(home), .tooShort(home),
            .tooLong(nil), .notInPlan(home),
        ]
        #expect(Set(errors.map(\.kind)).count == errors.count)
        for error in errors { #expect("\(error)".hasSuffix("."), "\(error)") }
        #expect("\(PhoneNumberError.unexpectedCharacter("*"))".hasPrefix("U+002A"))
    }

    @Test("the shortest and the longest number there are")
    func lengths() {
        #expect(read("+2908123") == "+2908123")
        #expect(read("+8801712345678") == "+8801712345678")
        #expect(read("+4367612345678901") == "too_long")
    }

    @Test("a country is known by two letters of either case")
    func countries() throws {
        let country = try #require(Country("jm"))
        #expect(country.code == "JM")
        #expect(Country("JAM") == nil && Country("") == nil && Country("ZZ") == nil)
        #expect(Country.all.count > 230)
        #expect(try PhoneNumber("+18765550123", country: nil).country == country)
        #expect(try PhoneNumber("+881612345678", country: nil).country == nil)
    }

    // MARK: Properties

    /// Numbers of many shapes, none of which ends in a group of one zero.
    private static let samples = [
        "+14155550123", "+442079460958", "+4915112345678", "+390669821234", "+33612345678", "+78121234567",
        "+36201234567", "+2908123", "+8801712345678", "+61412345678", "+375294911911", "+2250123456789",
    ]
    private static let marks = [
        " ", "-", ".", "(", ")", "/", "[", "]", "\t", "\u{A0}", "\u{2009}", "\u{202F}", "\u{3000}", "\u{2010}",
        "\u{2011}",
        "\u{2013}", "\u{2212}", "\u{200E}", "\u{202A}", "\u{FEFF}", "\u{FF08}", "\u{FF09}", "\u{B7}",
    ]

    @Test("whatever marks are put into a number, it is the same", arguments: 0..<8)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for number in Self.samples {
            for _ in 0..<100 {
                let digits = Array(number.dropFirst())
                var text = ["+", "00", "tel:+", "\u{FF0B}"].randomElement(using: &random) ?? ""
                for (index, digit) in digits.enumerated() {
                    if index > 0 {
                        for _ in 0..<Int.random(in: 0...2, using: &random) {
                            let mark = Self.marks.randomElement(using: &random) ?? ""
                            // What ends in ".0" has been an amount.
                            if index < digits.count - 1 || mark != "." { text += mark }
                        }
                    }
                    let isWide = Bool.random(using: &random)
                    let wide = digit.unicodeScalars.first.flatMap { Unicode.Scalar($0.value - 0x30 + 0xFF10) }
                    text += isWide ? wide.map(String.init) ?? "" : String(digit)
                }
                text += Self.marks.filter { $0 != "." }.randomElement(using: &random) ?? ""
                #expect(read(text, in: Bool.random(using: &random) ? "US" : nil) == number, "seed \(seed): '\(text)'")
            }
        }
    }

    @Test("read again, a number is the same, whichever country we are in", arguments: 0..<8)
    func idempotence(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let countries = Country.all
        var readable = 0
        for _ in 0..<3000 {
            let digits = (0..<Int.random(in: 5...15, using: &random)).map { _ in
                String(Int.random(in: 0...9, using: &random))
            }
            let text = (Bool.random(using: &random) ? "+" : "") + digits.joined()
            guard let number = try? PhoneNumber(text, country: countries.randomElement(using: &random)) else {
                continue
            }
            readable += 1
            #expect((8...16).contains(number.text.count), "seed \(seed): \(text)")
            for country in [nil, countries.randomElement(using: &random)] {
                #expect(try PhoneNumber(number.text, country: country) == number, "seed \(seed): \(text)")
            }
        }
        #expect(readable > 100)
    }
}
