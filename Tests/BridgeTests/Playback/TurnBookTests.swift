import Calls
import Testing

@testable import Bridge

@Suite("Which text belongs to which sound") struct TurnBookTests {
    /// An account of which all came that was to come, or which was cut short.
    private func account(
        _ number: Int, received: Int, eventID: Int = 1, isCutShort: Bool = false
    ) -> SoundAccount {
        var account = SoundAccount(number: number, source: .agent, eventID: eventID)
        account.received = received
        if isCutShort { account.clear(from: 0) }
        return account
    }

    /// A word of half a second after the other, in samples.
    private func align(_ book: inout TurnBook, account: Int, words: Range<Int>) {
        for word in words {
            book.align(account: account, isSpace: true, from: word * 4000, to: word * 4000)
            book.align(account: account, isSpace: false, from: word * 4000, to: word * 4000 + 4000)
        }
    }

    @Test("a text waits for the sound of its own event, and is heard where that was played to the end")
    func whole() {
        var book = TurnBook()
        book.said("Good day", eventID: 7, responseID: "r7")
        book.began(account: 1, eventID: 7)
        let heard = book.settled(account(1, received: 8000), played: 8000)
        #expect(
            heard
                == HeardResponse(
                    text: "Good day", heard: "Good day", isCut: false, basis: .whole, responseID: "r7", eventID: 7,
                    received: 8000, played: 8000))
        #expect(book.settled(account(1, received: 8000), played: 8000) == nil)
        #expect(book.unspoken(before: nil) == [])
    }

    @Test("a text may come after its sound began")
    func textAfterSound() {
        var book = TurnBook()
        book.began(account: 1, eventID: 7)
        book.said("one two three four", eventID: 7, responseID: nil)
        let heard = book.settled(account(1, received: 8000), played: 4000)
        #expect(heard?.text == "one two three four")
        #expect(heard?.heard == "one two")
        #expect(heard?.basis == .proportion)
        #expect(heard?.isCut == true)
    }

    @Test("sound without a text gives nothing")
    func noText() {
        var book = TurnBook()
        book.began(account: 1, eventID: 7)
        #expect(book.settled(account(1, received: 8000), played: 8000) == nil)
    }

    @Test("a text of a later event waits for its own sound")
    func laterText() {
        var book = TurnBook()
        book.began(account: 1, eventID: 7)
        book.said("later", eventID: 8, responseID: nil)
        #expect(book.settled(account(1, received: 8000), played: 8000) == nil)
        book.began(account: 2, eventID: 8)
        #expect(book.settled(account(2, received: 8000), played: 8000)?.text == "later")
    }

    @Test("two texts of one response are one text")
    func twoTexts() {
        var book = TurnBook()
        book.said("One moment.", eventID: 7, responseID: "a")
        book.began(account: 1, eventID: 7)
        book.said("Here it is.", eventID: 7, responseID: "b")
        let heard = book.settled(account(1, received: 8000), played: 8000)
        #expect(heard?.text == "One moment. Here it is.")
        #expect(heard?.responseID == "a")
    }

    @Test("texts without ids go to the sounds in order")
    func withoutIDs() {
        var book = TurnBook()
        book.said("first", eventID: nil, responseID: nil)
        book.said("second", eventID: nil, responseID: nil)
        book.began(account: 1, eventID: 1)
        book.began(account: 2, eventID: 4)
        book.said("third", eventID: nil, responseID: nil)
        book.began(account: 3, eventID: 9)
        #expect(book.settled(account(1, received: 160), played: 160)?.heard == "first")
        #expect(book.settled(account(2, received: 160), played: 160)?.heard == "second")
        #expect(book.settled(account(3, received: 160), played: 160)?.heard == "third")
    }

    @Test("where ids count pieces, a text belongs to sound that begins with a later id")
    func idsOfPieces() {
        var book = TurnBook()
        book.said("text", eventID: 3, responseID: nil)
        book.began(account: 1, eventID: 5)
        #expect(book.settled(account(1, received: 160), played: 160)?.text == "text")
    }

    @Test("alignment says which words were heard, whatever pieces it comes in")
    func alignment() {
        var book = TurnBook()
        book.said("one two three four", eventID: 7, responseID: nil)
        book.began(account: 1, eventID: 7)
        align(&book, account: 1, words: 0..<2)
        align(&book, account: 1, words: 2..<4)
        let heard = book.settled(account(1, received: 16000), played: 9999)
        #expect(heard?.heard == "one two")
        #expect(heard?.basis == .alignment)
    }

    @Test("sound that goes on after it seemed to be over keeps its text and its alignment")
    func goesOn() {
        var book = TurnBook()
        book.said("one two three four", eventID: 7, responseID: nil)
        book.began(account: 1, eventID: 7)
        align(&book, account: 1, words: 0..<2)
        book.began(account: 1, eventID: 7)
        align(&book, account: 1, words: 2..<4)
        book.said("next", eventID: nil, responseID: nil)
        #expect(book.settled(account(1, received: 16000), played: 14000)?.heard == "one two three four")
        book.began(account: 2, eventID: 9)
        #expect(book.settled(account(2, received: 160), played: 160)?.text == "next")
    }

    @Test("of a response that was cut before it had come, the usual pace tells how long it would have been")
    func cutShort() {
        var book = TurnBook()
        // Twenty characters at fifteen a second: 10,660 samples, of which a quarter came and was played.
        book.said("abcd efgh ijkl mnopq", eventID: 7, responseID: nil)
        book.began(account: 1, eventID: 7)
        let heard = book.settled(account(1, received: 2665, isCutShort: true), played: 2665)
        #expect(heard?.isCut == true)
        #expect(heard?.heard == "abcd")
    }

    @Test("a voice that speaks slowly makes the next guess slower")
    func learnsThePace() {
        var book = TurnBook()
        book.said("abcd efgh ijkl mnopq", eventID: 7, responseID: nil)
        book.began(account: 1, eventID: 7)
        _ = book.settled(account(1, received: 40_000), played: 40_000)
        book.said("abcd efgh ijkl mnopq", eventID: 8, responseID: nil)
        book.began(account: 2, eventID: 8)
        // A quarter of 40,000, where the usual pace would have taken it for nearly all.
        #expect(book.settled(account(2, received: 10_000, isCutShort: true), played: 10_000)?.heard == "abcd")
    }

    @Test("a text whose sound holds nothing was not heard")
    func emptySound() {
        var book = TurnBook()
        book.said("never heard", eventID: 7, responseID: nil)
        book.began(account: 1, eventID: 7)
        let heard = book.settled(account(1, received: 0), played: 0)
        #expect(heard?.isCut == true)
        #expect(heard?.heard == "")
    }

    @Test("at an interruption texts of earlier events were not heard at all; the text of the reply waits on")
    func unspoken() {
        var book = TurnBook()
        book.said("old", eventID: 7, responseID: "r7")
        book.said("without id", eventID: nil, responseID: nil)
        book.said("reply", eventID: 8, responseID: "r8")
        let given = book.unspoken(before: 8)
        #expect(given.map(\.text) == ["old", "without id"])
        #expect(given.map(\.heard) == ["", ""])
        #expect(given.map(\.isCut) == [true, true])
        book.began(account: 1, eventID: 8)
        #expect(book.settled(account(1, received: 160), played: 160)?.text == "reply")
    }

    @Test("of many texts without sound the last 32 are kept, and none that is being heard is given up for them")
    func manyTexts() {
        var book = TurnBook()
        book.said("heard", eventID: 0, responseID: nil)
        book.began(account: 1, eventID: 0)
        for number in 1...50 { book.said("\(number)", eventID: number, responseID: nil) }
        #expect(book.settled(account(1, received: 160), played: 160)?.text == "heard")
        #expect(book.unspoken(before: nil).map(\.text) == (19...50).map { "\($0)" })
    }
}

@Suite("How much of a text was heard") struct HeardTextTests {
    private func times(_ middles: [Int]) -> WordTimes {
        var times = WordTimes()
        for middle in middles {
            times.add(isSpace: false, from: middle - 10, to: middle + 10)
            times.add(isSpace: true, from: middle + 10, to: middle + 20)
        }
        return times
    }

    @Test("in proportion, a word counts once its middle was played")
    func proportion() {
        let text = HeardText(text: "ab cd")
        // Five characters of 100 samples: the middles lie at 100 and 400.
        #expect(text.heard(played: 99, of: 500).text == "")
        #expect(text.heard(played: 100, of: 500).text == "ab")
        #expect(text.heard(played: 399, of: 500).text == "ab")
        #expect(text.heard(played: 400, of: 500) == ("ab cd", .proportion))
        #expect(text.heard(played: 100, of: 0).text == "")
    }

    @Test("white space is kept within and left out at the end, and a text of nothing else has no words")
    func whiteSpace() {
        #expect(HeardText(text: "  ab \n cd ").heard(played: 10, of: 10).text == "  ab \n cd")
        #expect(HeardText(text: "  ab \n cd ").heard(played: 4, of: 10).text == "  ab")
        #expect(HeardText(text: " \n ").heard(played: 10, of: 10).text == "")
        #expect(HeardText(text: "").heard(played: 10, of: 10).text == "")
    }

    @Test("characters are what people count, not bytes")
    func characters() {
        #expect(HeardText(text: "👨‍👩‍👧 äö").heard(played: 100, of: 400).text == "👨‍👩‍👧")
    }

    @Test("by alignment, each word as it is told, however long it is written")
    func alignment() {
        let text = HeardText(text: "a bbbbbbbbbbbb c", times: times([1000, 1100, 1200]))
        #expect(text.heard(played: 999, of: 2000) == ("", .alignment))
        #expect(text.heard(played: 1000, of: 2000) == ("a", .alignment))
        #expect(text.heard(played: 1150, of: 2000) == ("a bbbbbbbbbbbb", .alignment))
        #expect(text.heard(played: 2000, of: 2000) == ("a bbbbbbbbbbbb c", .alignment))
    }

    @Test("where more words are spoken than written, their share counts")
    func otherWords() {
        let text = HeardText(text: "at 1815 then", times: times([100, 200, 300, 400, 500, 600]))
        #expect(text.heard(played: 399, of: 1000).text == "at")
        #expect(text.heard(played: 400, of: 1000).text == "at 1815")
        #expect(text.heard(played: 600, of: 1000).text == "at 1815 then")
    }
}

@Suite("When words are spoken") struct WordTimesTests {
    @Test("a word is from its first character to its last, also across pieces; white space ends it")
    func words() {
        var times = WordTimes()
        #expect(times.isEmpty)
        times.add(isSpace: true, from: 0, to: 100)
        #expect(times.isEmpty)
        times.add(isSpace: false, from: 100, to: 200)
        #expect(!times.isEmpty)
        #expect(times.middles == [])
        times.add(isSpace: false, from: 200, to: 500)
        times.add(isSpace: true, from: 500, to: 600)
        times.add(isSpace: true, from: 600, to: 700)
        times.add(isSpace: false, from: 700, to: 900)
        times.closeWord()
        times.closeWord()
        #expect(times.middles == [300, 800])
        #expect([299, 300, 799, 800].map(times.count) == [0, 1, 1, 2])
    }

    @Test("times that run backwards make no word that ends before it begins")
    func backwards() {
        var times = WordTimes()
        times.add(isSpace: false, from: 500, to: 400)
        times.add(isSpace: false, from: 100, to: 200)
        times.closeWord()
        #expect(times.middles == [500])
    }
}
