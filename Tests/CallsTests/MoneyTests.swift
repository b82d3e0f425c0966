import Testing

@testable import Calls

@Suite("Money")
struct MoneyTests {
    @Test(
        "amounts are read to the millionth",
        arguments: [
            ("0.10", 100_000), ("0", 0), ("1", 1_000_000), ("0.000001", 1), ("999999.999999", 999_999_999_999),
            ("00.5", 500_000),
        ])
    func good(text: String, millionths: Int64) {
        #expect(Money(text)?.millionths == millionths)
    }

    @Test(
        "what is no amount is none",
        arguments: ["", ".", "0.", ".1", "-1", "+1", "1e3", "0,10", "1000000", "0.1234567", "1.2.3", " 1", "١", "NaN"])
    func bad(text: String) {
        #expect(Money(text) == nil)
    }

    @Test("a tenth three times is three tenths, and too much is the most there is")
    func product() throws {
        #expect((try #require(Money("0.1")) * 3).text == "0.3")
        #expect(Money(millionths: 2) * .max == Money(millionths: .max))
    }

    @Test(
        "its text has the amount's digits and no more",
        arguments: [
            (0, "0"), (1, "0.000001"), (100_000, "0.1"), (210_000, "0.21"), (1_000_000, "1"), (-2_500_000, "-2.5"),
            (1_234_567_000_000, "1234567"), (Int64.max, "9223372036854.775807"),
        ])
    func text(millionths: Int64, text: String) {
        #expect(Money(millionths: millionths).text == text)
    }
}
