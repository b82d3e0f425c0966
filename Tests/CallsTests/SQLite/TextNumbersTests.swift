import Testing

@testable import Calls

@Suite("Numbers for texts") struct TextNumbersTests {
    @Test("a text has the number it got when it came first, and an empty one is a text too")
    func numbers() {
        var texts = TextNumbers()
        let sequence = ["a", "", "agent_1", "a", "agent_2", "agent_1", "", "ab"]
        let numbers = sequence.map { text in texts.number(of: Array(text.utf8).span) }
        #expect(numbers == [0, 1, 2, 0, 3, 2, 1, 4])
        #expect(texts.texts == ["a", "", "agent_1", "agent_2", "ab"])
    }
    @Test("many texts keep their numbers while the table grows")
    func many() {
        var texts = TextNumbers()
        for _ in 0..<2 {
            for number in 0..<1000 { #expect(texts.number(of: Array("call-\(number)".utf8).span) == number) }
        }
        #expect(texts.texts.count == 1000)
    }
}
