import PhoneNumbers

extension FuzzTarget {
    /// Telephone numbers as people write them. The first byte says in which country we are, or in none.
    static let phoneNumber = FuzzTarget("phone-number", upTo: 160) { bytes throws(FuzzFinding) in
        let index = Int(bytes.first ?? 0)
        let home = index < countries.count ? countries[index] : nil
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        guard let number = try? PhoneNumber(text, country: home) else { return }
        let digits = number.text.utf8.dropFirst()
        try demand(number.text.utf8.first == UInt8(ascii: "+"), "a plus comes first")
        try demand((7...15).contains(digits.count), "7 to 15 digits: \(number)")
        try demand(
            digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }, "digits only: \(number)")
        try demand(digits.first != UInt8(ascii: "0"), "no country code begins with a zero: \(number)")

        for country in [nil, home, countries.first, countries.last] {
            try demandSame(try? PhoneNumber(number.text, country: country), number, "read again, it is the same")
            let spaced = "tel:" + number.text.map { String($0) }.joined(separator: "\u{A0}-")
            try demandSame(try? PhoneNumber(spaced, country: country), number, "marks change nothing")
        }
        try judge(number)
    }

    private static let countries = Country.all

    /// What is refused where all is allowed is refused everywhere, and where nothing is allowed all is.
    private static func judge(_ number: PhoneNumber) throws(FuzzFinding) {
        let everywhere = DialingPolicy(allowing: Set(countries))
        let nowhere = DialingPolicy(allowing: [])
        try demand(nowhere.refusal(of: number) != nil, "nothing is allowed: \(number)")
        if let refusal = everywhere.refusal(of: number) {
            try demandSame(DialingPolicy(ownNumber: number).refusal(of: number), refusal, "its own country helps not")
        } else {
            try demandSame(DialingPolicy(ownNumber: number).refusal(of: number), nil, "its own country is enough")
            try demand(number.country != nil, "what is dialled is somewhere: \(number)")
        }
    }
}
