import Testing

@testable import JSONWire

@Suite struct JSONGlanceTests {
    /// What a glance finds between the fixed parts of `{"n":"…","s":"…"}`.
    private func glance(_ text: String) -> (Int, String)? {
        let bytes = Array(text.utf8)
        var glance = JSONGlance()
        guard glance.passes(#"{"n":""#, in: bytes.span), let number = glance.digits(in: bytes.span),
            glance.passes(#"","s":""#, in: bytes.span), let range = glance.plainText(in: bytes.span),
            glance.passes(#""}"#, in: bytes.span), glance.isAtEnd(of: bytes.span)
        else { return nil }
        return (number, String(decoding: bytes[range], as: UTF8.self))
    }

    @Test("the expected shape is taken")
    func takes() throws {
        let (number, string) = try #require(glance(#"{"n":"0123","s":"a/é"}"#))
        #expect(number == 123 && string == "a/é")
        #expect(try #require(glance(#"{"n":"999999999999999999","s":""}"#)).0 == 999_999_999_999_999_999)
    }

    @Test(
        "any surprise ends it",
        arguments: [
            "", "{", #"{"n":"#, #"{"n":""#, #"{"n":"","s":""}"#, #"{"n":"x","s":""}"#, #"{"n":"-1","s":""}"#,
            #"{"n":"1000000000000000000","s":""}"#, #"{"n":"1","s":"\n"}"#, #"{"n":"1","s":"a"#, #"{"n":"1","s":"a"} "#,
            #"{"n":"1", "s":"a"}"#, "{\"n\":\"1\",\"s\":\"\n\"}",
        ])
    func surprises(_ text: String) {
        #expect(glance(text) == nil)
    }
}
