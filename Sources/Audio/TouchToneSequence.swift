/// Keys to press and pauses between, as the agent's tool `play_keypad_touch_tone` writes them: `1w2#`.
///
/// Parse one with ``init(parsing:)`` and turn it into sound with ``TouchToneSound``.
public struct TouchToneSequence: Hashable, Sendable {
    /// One character of the text.
    public enum Symbol: Hashable, Sendable {
        /// A key.
        case key(TouchTone)
        /// `w`, half a second of silence.
        case shortPause
        /// `W`, a second of silence.
        case longPause
    }

    /// More than any menu asks for: a card's number, its date and its code are 26 keys.
    public static let symbolLimit = 64
    /// Nobody can speak while keys are played.
    public static let durationLimit = Duration.seconds(30)

    /// The symbols in order; there is at least one.
    public let symbols: [Symbol]

    /// Reads `0` to `9`, `A` to `D`, `*`, `#`, `w` and `W`, and nothing else.
    public init(parsing text: String) throws(TouchToneError) {
        var symbols: [Symbol] = []
        for scalar in text.unicodeScalars {
            guard symbols.count < Self.symbolLimit else { throw .tooManySymbols(limit: Self.symbolLimit) }
            guard let symbol = Symbol(scalar) else {
                throw .unknownSymbol(scalar, position: symbols.count + 1)
            }
            symbols.append(symbol)
        }
        guard let sequence = Self(symbols) else { throw .empty }
        guard sequence.duration <= Self.durationLimit else { throw .tooLong(limit: Self.durationLimit) }
        self = sequence
    }

    /// `nil` where there are none.
    init?(_ symbols: [Symbol]) {
        guard !symbols.isEmpty else { return nil }
        self.symbols = symbols
    }

    /// How long it plays.
    public var duration: Duration { symbols.reduce(.zero) { $0 + $1.duration } }
}

extension TouchToneSequence: CustomStringConvertible {
    /// The text that it was parsed from.
    public var description: String { String(symbols.map(\.character)) }
}

extension TouchToneSequence.Symbol {
    /// How long it plays, the silence after a key included.
    public var duration: Duration {
        switch self {
        case .key: TouchToneSound.tone + TouchToneSound.gap
        case .shortPause: .milliseconds(500)
        case .longPause: .seconds(1)
        }
    }
}

private extension TouchToneSequence.Symbol {
    init?(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "w":
            self = .shortPause
        case "W":
            self = .longPause
        default:
            guard let key = TouchTone(rawValue: Character(scalar)) else { return nil }
            self = .key(key)
        }
    }

    var character: Character {
        switch self {
        case .key(let key): key.rawValue
        case .shortPause: "w"
        case .longPause: "W"
        }
    }
}
