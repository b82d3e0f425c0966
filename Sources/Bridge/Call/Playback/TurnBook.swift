import Calls

/// The agent's turns that are under way: which text belongs to which sound, until it is known what was heard of it.
///
/// Text mostly comes just before its sound, and may come after it began. It belongs to the sound of its own event id; older
/// agents give none, or number every piece of sound anew, and then it belongs to the sound that has no text yet.
struct TurnBook: Hashable {
    private struct Turn: Hashable {
        /// The number of the sound's account; `nil` while only the text is there.
        var account: Int?
        var eventID: Int?
        var responseID: String?
        var text: String?
        var times = WordTimes()
    }

    /// Texts without sound, as from an agent that only writes, are forgotten beyond this.
    private static let limit = 32

    private var turns: [Turn] = []
    private var samplesPerCharacter = HeardText.usualSamplesPerCharacter

    /// The agent's text came.
    mutating func said(_ text: String, eventID: Int?, responseID: String?) {
        if let index = turns.lastIndex(where: { $0.account != nil && $0.eventID == eventID && eventID != nil }) {
            let before = turns[index].text.map { $0 + " " } ?? ""
            turns[index].text = before + text
            turns[index].responseID = turns[index].responseID ?? responseID
        } else if let last = turns.indices.last, turns[last].account != nil, turns[last].text == nil,
            isOf(turns[last], eventID)
        {
            turns[last].text = text
            turns[last].responseID = responseID
        } else {
            turns.append(Turn(eventID: eventID, responseID: responseID, text: text))
            let waiting = turns.indices.filter { turns[$0].account == nil }
            if waiting.count > Self.limit { turns.remove(at: waiting[0]) }
        }
    }

    /// Sound began, or goes on after it seemed to be over: then its account is known.
    mutating func began(account: Int, eventID: Int?) {
        guard !turns.contains(where: { $0.account == account }) else { return }
        let waiting = turns.indices.filter { turns[$0].account == nil }
        let own = waiting.first { turns[$0].eventID == eventID && eventID != nil }
        let index = own ?? waiting.first { eventID == nil || turns[$0].eventID.map { $0 <= eventID ?? 0 } ?? true }
        if let index {
            turns[index].account = account
            turns[index].eventID = turns[index].eventID ?? eventID
        } else {
            turns.append(Turn(account: account, eventID: eventID))
        }
    }

    /// The agent told when a character of this account is spoken, in samples from its start.
    mutating func align(account: Int, isSpace: Bool, from start: Int, to end: Int) {
        guard let index = turns.lastIndex(where: { $0.account == account }) else { return }
        turns[index].times.add(isSpace: isSpace, from: start, to: end)
    }

    /// It is known what became of a sound; `nil` where there is no text to it.
    mutating func settled(_ account: SoundAccount, played: Int) -> HeardResponse? {
        guard let index = turns.firstIndex(where: { $0.account == account.number }) else { return nil }
        let turn = turns.remove(at: index)
        guard let text = turn.text else { return nil }
        // Of a response that was cut off before its end had come, its length is a guess; and older agents do not tell an end.
        let guess = text.count * samplesPerCharacter
        let isIncomplete = account.wasCutShort && account.received * 4 < guess * 3
        let isCut =
            isIncomplete || account.received == 0 || account.received - played > PlayoutBuffer.frameByteCount
        if !isCut { learn(samples: account.received, characters: text.count) }
        let (heard, basis) =
            isCut
            ? HeardText(text: text, times: turn.times).heard(
                played: played, of: isIncomplete ? guess : account.received) : (text, .whole)
        return HeardResponse(
            text: text, heard: heard, isCut: isCut, basis: basis, responseID: turn.responseID, eventID: turn.eventID,
            received: account.received, played: played)
    }

    /// The agent was interrupted, or the call ended: texts whose sound never came were not heard at all.
    mutating func unspoken(before eventID: Int?) -> [HeardResponse] {
        let given = turns.filter { turn in
            turn.account == nil && (eventID.flatMap { limit in turn.eventID.map { $0 < limit } } ?? true)
        }
        turns.removeAll { given.contains($0) }
        return given.map {
            HeardResponse(
                text: $0.text ?? "", heard: "", isCut: true, basis: .whole, responseID: $0.responseID,
                eventID: $0.eventID, received: 0, played: 0)
        }
    }

    /// Whether a text of this id may be that of a sound: not where it is of a later event.
    private func isOf(_ turn: Turn, _ eventID: Int?) -> Bool {
        guard let eventID, let own = turn.eventID else { return true }
        return eventID <= own
    }

    /// Each response heard to its end says how fast the voice speaks.
    private mutating func learn(samples: Int, characters: Int) {
        guard characters >= 20 else { return }
        samplesPerCharacter = samples / characters
    }
}
