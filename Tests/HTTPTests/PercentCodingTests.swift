import HTTP
import Testing

@Suite("Percent coding") struct PercentCodingTests {
    @Test("a plus stays a plus")
    func plus() {
        #expect(PercentCoding.decode("a+b%20c") == "a+b c")
        #expect(PercentCoding.encode("a+b c/é~") == "a%2Bb%20c%2F%C3%A9~")
    }

    @Test("malformed escapes and other bytes than UTF-8 are refused", arguments: ["%", "%1", "%zz", "%ff"])
    func malformed(text: String) {
        #expect(PercentCoding.decode(text) == nil)
    }
}
