import Testing

@testable import JSONWire

@Suite struct JSONMembersTests {
    private let object = Array(#"{"s":"x\n","n":"5","i":6,"f":false,"o":{"s":"in"},"z":null,"d":1,"d":2}"#.utf8)

    private func string(_ name: StaticString) -> String? { JSONMembers.string(name, of: object.span) }
    private func integer(_ name: StaticString) -> Int? { JSONMembers.integer(name, of: object.span) }
    private func boolean(_ name: StaticString) -> Bool? { JSONMembers.boolean(name, of: object.span) }

    @Test("members are found by name and kind")
    func finds() {
        #expect(string("s") == "x\n")
        #expect(string("i") == nil)
        #expect(integer("n") == 5)
        #expect(integer("i") == 6)
        #expect(boolean("f") == false)
        #expect(boolean("z") == nil)
        #expect(string("missing") == nil)
        let range = JSONMembers.value("o", of: object.span) ?? 0..<0
        let text = JSONMembers.text(at: range, of: object.span)
        #expect(text == #"{"s":"in"}"#)
    }

    @Test("of two members with one name the last counts")
    func lastCounts() {
        #expect(integer("d") == 2)
    }

    @Test("what is no object has no members", arguments: ["", "[]", "1", "{", #"{"s""#])
    func noObject(_ text: String) {
        let bytes = Array(text.utf8)
        let found = JSONMembers.string("s", of: bytes.span)
        #expect(found == nil)
    }
}
