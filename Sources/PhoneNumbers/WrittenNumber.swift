/// The digits of a number as people write it, without the marks between them.
struct WrittenNumber {
    /// More than any number with its marks has, in bytes of UTF-8.
    private static let limit = 128

    /// ASCII digits.
    private(set) var digits = ""
    /// Whether a plus stands before them.
    private(set) var hasPlus = false

    init(_ text: String) throws(PhoneNumberError) {
        guard text.utf8.count <= Self.limit else { throw .tooLong(nil) }
        var rest = Self.withoutScheme(text.unicodeScalars[...])
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        while let scalar = rest.popFirst() {
            if let digit = Self.digit(scalar) {
                digits.unicodeScalars.append(digit)
            } else if scalar == "+" || scalar == "\u{FF0B}" {
                guard digits.isEmpty, !hasPlus else { throw .misplacedPlus }
                hasPlus = true
            } else if !Self.isMark(scalar) {
                throw digits.isEmpty ? Self.error(for: scalar) : Self.error(for: scalar, before: rest)
            }
        }
        guard !digits.isEmpty else { throw .empty }
        // A last group of one zero, as in 14155550123.0: a number that has been an amount.
        guard !Self.endsAsAmount(text) else { throw .spreadsheetNumber }
    }
}

extension WrittenNumber {
    /// `tel:` in either case (RFC 3966, 3).
    private static func withoutScheme(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let text = text.drop { isMark($0) || $0.properties.isWhitespace }
        let scheme = Substring(text.prefix(4)).lowercased()
        return scheme == "tel:" ? text.dropFirst(4) : text
    }

    /// ASCII digits, and those that are as wide as an ideograph.
    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x30...0x39: scalar
        case 0xFF10...0xFF19: Unicode.Scalar(scalar.value - 0xFF10 + 0x30)
        default: nil
        }
    }

    /// What people put between digits, and what programs put around them unseen: white space, dashes, dots, slashes,
    /// brackets, and marks of writing direction. No line ends: they stand between two numbers.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", " ", ".", "(", ")", "/", "[", "]", "\t": true
        case "\u{2212}", "\u{30FC}", "\u{00B7}", "\u{2022}", "\u{FF0E}", "\u{FF08}", "\u{FF09}", "\u{FF0F}": true
        case _ where scalar.isASCII: false
        default:
            switch scalar.properties.generalCategory {
            case .spaceSeparator, .dashPunctuation, .format: true
            default: false
            }
        }
    }

    private static func error(for scalar: Unicode.Scalar) -> PhoneNumberError {
        scalar.properties.isAlphabetic ? .letters : .unexpectedCharacter(scalar)
    }

    /// What stands behind digits and is none of them may be an extension, or the exponent of a rounded number.
    private static func error(
        for scalar: Unicode.Scalar, before rest: Substring.UnicodeScalarView
    ) -> PhoneNumberError {
        let tail = (String(scalar) + String(rest)).lowercased()
        let hasDigit = rest.contains { digit($0) != nil }
        if hasDigit, ["x", "ext", ";ext", "#"].contains(where: tail.hasPrefix) { return .hasExtension }
        if tail.hasPrefix("e"), rest.allSatisfy({ digit($0) != nil || $0 == "+" || $0 == "-" }), hasDigit {
            return .spreadsheetNumber
        }
        if scalar == ",", tail.contains("e+") { return .spreadsheetNumber }
        return error(for: scalar)
    }

    private static func endsAsAmount(_ text: String) -> Bool {
        var end = text.unicodeScalars[...]
        while let last = end.last, last != ".", isMark(last) || last.properties.isWhitespace { end.removeLast() }
        return Substring(end).hasSuffix(".0")
    }
}
