extension NumberingPlan {
    /// The number of a subscriber, from the digits written behind the country code, or within the country.
    func subscriber(_ written: Substring) throws(PhoneNumberError) -> Substring {
        let digits = try withoutTrunkPrefix(written)
        guard !EmergencyNumbers.contains(digits) else { throw .emergency(String(digits)) }
        guard lengths.contains(digits.count) else {
            let shortest = lengths.min() ?? 0
            throw digits.count < shortest ? .tooShort(country) : .tooLong(country)
        }
        guard !isShortCode(digits) else { throw .shortCode }
        guard !isNorthAmerican || Self.isNorthAmericanNumber(digits) else { throw .notInPlan(country) }
        return digits
    }

    /// Where the prefix is a zero, no subscriber's number begins with one, so it is left out however the number is
    /// written: `+49 (0) 30`. Where it is another digit, numbers begin with that too (`+7 812`), so it is left out only
    /// where there is one digit too many. Italy has none, and its zeros belong to the number.
    private func withoutTrunkPrefix(_ digits: Substring) throws(PhoneNumberError) -> Substring {
        guard !trunkPrefix.isEmpty, digits.hasPrefix(trunkPrefix) else { return digits }
        let rest = digits.dropFirst(trunkPrefix.count)
        if trunkPrefix == "0" {
            guard rest.first != "0" else { throw .notInPlan(country) }
            return rest
        }
        return !lengths.contains(digits.count) && lengths.contains(rest.count) ? rest : digits
    }

    /// `116 117` and the like, which are the same short numbers all over Europe (CEPT ECC/DEC/(07)01).
    private func isShortCode(_ digits: Substring) -> Bool { digits.count == 6 && digits.hasPrefix("116") }

    /// `NXX NXX XXXX`, N being 2 to 9; and an area code does not end in 11, which are services (NANPA).
    private static func isNorthAmericanNumber(_ digits: Substring) -> Bool {
        let bytes = Array(digits.utf8)
        let isN = { (byte: UInt8) in byte >= UInt8(ascii: "2") }
        return bytes.count == 10 && isN(bytes[0]) && isN(bytes[3]) && !digits.dropFirst().hasPrefix("11")
    }
}
