import Calls

/// How much of a text was heard, in whole words, when playing it stopped somewhere.
struct HeardText: Hashable {
    /// Until speech of this call says better: an English voice says about fifteen characters a second.
    static let usualSamplesPerCharacter = 8000 / 15

    /// What was to be said.
    let text: String
    /// When its words are spoken, where the agent tells.
    var times = WordTimes()

    /// The text up to its last word that was heard, and how that is known.
    ///
    /// - Parameters:
    ///   - played: samples that were played.
    ///   - length: samples of the whole response; where it is not whole yet, of what is thought to be all of it.
    func heard(played: Int, of length: Int) -> (text: String, basis: HeardResponse.Basis) {
        let ends = wordEnds
        if !times.isEmpty {
            var times = times
            times.closeWord()
            // Alignment is of what is spoken; where that has other words than the text ("10" and "ten"), they are of no use
            // one by one.
            if times.middles.count <= ends.count {
                return (prefix(wordCount: times.count(by: played), ends), .alignment)
            }
            let share = times.count(by: played) * ends.count / times.middles.count
            return (prefix(wordCount: share, ends), .alignment)
        }
        return (prefix(wordCount: proportion(played, of: length, ends), ends), .proportion)
    }

    /// Where each word ends, and where each begins before that.
    private var wordEnds: [(start: Int, end: Int)] {
        var ends: [(start: Int, end: Int)] = []
        var start: Int?
        for (offset, character) in text.enumerated() {
            if character.isWhitespace {
                if let begin = start { ends.append((begin, offset)) }
                start = nil
            } else if start == nil {
                start = offset
            }
        }
        if let begin = start { ends.append((begin, text.count)) }
        return ends
    }

    private func prefix(wordCount: Int, _ ends: [(start: Int, end: Int)]) -> String {
        guard wordCount > 0, !ends.isEmpty else { return "" }
        return String(text.prefix(ends[min(wordCount, ends.count) - 1].end))
    }

    /// Each character takes its share of the time.
    private func proportion(_ played: Int, of length: Int, _ ends: [(start: Int, end: Int)]) -> Int {
        guard length > 0 else { return 0 }
        let count = text.count
        return ends.prefix { ($0.start + $0.end) * length <= 2 * count * played }.count
    }
}
