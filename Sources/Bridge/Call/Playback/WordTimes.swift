/// When the words of a response are spoken, gathered from the alignment of its pieces; in samples from its start.
struct WordTimes: Hashable {
    /// The middle of each word, in order.
    private(set) var middles: [Int] = []
    private var openWord: Range<Int>?

    /// Whether any character came.
    var isEmpty: Bool { middles.isEmpty && openWord == nil }

    /// The next character: when it is spoken, and whether it is white space, which ends a word.
    mutating func add(isSpace: Bool, from start: Int, to end: Int) {
        if isSpace {
            closeWord()
        } else {
            let begin = openWord?.lowerBound ?? start
            openWord = begin..<max(begin, end)
        }
    }

    /// No more comes: a last word is whole.
    mutating func closeWord() {
        guard let word = openWord else { return }
        middles.append((word.lowerBound + word.upperBound) / 2)
        openWord = nil
    }

    /// How many words were spoken by then: of a word that was cut, the half decides.
    func count(by position: Int) -> Int { middles.prefix { $0 <= position }.count }
}
