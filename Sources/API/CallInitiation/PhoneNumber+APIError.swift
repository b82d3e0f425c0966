/// A number that may be dialled, in E.164.
struct PhoneNumber: Hashable {
    /// `+`, a country code that does not begin with 0, 7 to 15 digits in all (ITU-T E.164, 6.2.1).
    ///
    /// Short and emergency numbers (112, 911) have no such form and cannot be written in it.
    let text: String

    init(_ text: String?) throws(APIError) {
        let digits = (text ?? "").utf8.dropFirst()
        guard let text, text.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count),
            digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw .invalidPhoneNumber }
        self.text = text
    }
}
