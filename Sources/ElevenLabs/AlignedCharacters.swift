import JSONWire

/// Reads the `alignment` of an audio message, character by character and without allocating: three arrays side by side,
/// times relative to the message's own sound (ElevenLabs, `audio_event.alignment`).
public struct AlignedCharacters {
    /// One character.
    public struct Character: Hashable, Sendable {
        /// Whether it is white space, and so between words.
        public var isSpace: Bool
        /// When it starts, in milliseconds.
        public var start: Int
        /// How long it lasts, in milliseconds.
        public var duration: Int
    }

    private let ranges: (characters: Range<Int>, starts: Range<Int>, durations: Range<Int>)
    private var characters = JSONCursor()
    private var starts = JSONCursor()
    private var durations = JSONCursor()

    /// Takes the text of the alignment object; `nil` where it has not the three arrays.
    public init?(of alignment: Span<UInt8>) {
        guard let characters = JSONMembers.value("chars", of: alignment),
            let starts = JSONMembers.value("char_start_times_ms", of: alignment),
            let durations = JSONMembers.value("char_durations_ms", of: alignment)
        else { return nil }
        ranges = (characters, starts, durations)
        guard (try? self.characters.enterArray(in: alignment.extracting(characters))) == true,
            (try? self.starts.enterArray(in: alignment.extracting(starts))) == true,
            (try? self.durations.enterArray(in: alignment.extracting(durations))) == true
        else { return nil }
    }

    /// The next character; `nil` after the last, and where one of the arrays breaks off or holds something else.
    public mutating func next(in alignment: Span<UInt8>) -> Character? {
        do throws(JSONError) {
            return try read(
                alignment.extracting(ranges.characters), alignment.extracting(ranges.starts),
                alignment.extracting(ranges.durations))
        } catch {
            return nil
        }
    }

    private mutating func read(
        _ characterArray: Span<UInt8>, _ startArray: Span<UInt8>, _ durationArray: Span<UInt8>
    ) throws(JSONError) -> Character? {
        guard try characters.nextElement(in: characterArray), try starts.nextElement(in: startArray),
            try durations.nextElement(in: durationArray),
            let character = try characters.string(in: characterArray), let start = try starts.integer(in: startArray),
            let duration = try durations.integer(in: durationArray)
        else { return nil }
        let isSpace = character.text(in: characterArray).allSatisfy(\.isWhitespace)
        // A minute is longer than any message; what is beyond is no time.
        return Character(isSpace: isSpace, start: min(max(start, 0), 600_000), duration: min(max(duration, 0), 60_000))
    }
}
