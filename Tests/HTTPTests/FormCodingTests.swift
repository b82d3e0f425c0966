import HTTP
import Testing

@Suite("Form coding") struct FormCodingTests {
    func decode(_ text: String) -> [FormCoding.Field]? { FormCoding.decode(Array(text.utf8)) }

    @Test("pairs in order, plus as space, escapes undone")
    func decoding() {
        #expect(decode("") == [])
        #expect(decode("To=%2B1415&From=a+b&To=") == [.init("To", "+1415"), .init("From", "a b"), .init("To", "")])
        #expect(decode("a&b=c=d&&=e") == [.init("a", ""), .init("b", "c=d"), .init("", "e")])
        #expect(decode("n%C3%A4me=%e2%82%ac") == [.init("näme", "€")])
    }

    @Test("what is malformed is refused", arguments: ["a=%", "a=%4", "a=%4g", "%=a", "a=%FF", "%C3=a", "a=%+1"])
    func malformed(text: String) {
        #expect(decode(text) == nil)
    }

    @Test("a space is written as %20, a plus as %2B")
    func encoding() {
        let fields = [FormCoding.Field("To", "+1415"), .init("a b", "é&=~*-._"), .init("e", "")]
        let text = String(decoding: FormCoding.encode(fields), as: UTF8.self)
        #expect(text == "To=%2B1415&a%20b=%C3%A9%26%3D%7E*-._&e=")
        #expect(decode(text) == fields)
    }
}
