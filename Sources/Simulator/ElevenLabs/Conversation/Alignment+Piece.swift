import ElevenLabs

extension ServerMessage.Alignment {
    /// The characters that begin within a stretch of milliseconds, told from its start; `nil` where none does.
    ///
    /// A character belongs to the message in which it begins, and lasts as long as it lasts, beyond the message's end too.
    func piece(_ range: Range<Int>) -> ServerMessage.Alignment? {
        let indices = startTimes.indices.filter { range.contains(startTimes[$0]) }
        guard !indices.isEmpty else { return nil }
        return ServerMessage.Alignment(
            characters: indices.map { characters[$0] }, startTimes: indices.map { startTimes[$0] - range.lowerBound },
            durations: indices.map { durations[$0] })
    }
}
