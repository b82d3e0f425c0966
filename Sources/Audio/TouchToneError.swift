/// Why a text is no ``TouchToneSequence``.
public enum TouchToneError: Error, Hashable, Sendable {
    /// There is nothing to press.
    case empty
    /// A character that is none of the symbols; the first has the position 1.
    case unknownSymbol(Unicode.Scalar, position: Int)
    /// There are more symbols than may be played at once.
    case tooManySymbols(limit: Int)
    /// It would play for longer than callers should wait.
    case tooLong(limit: Duration)
}

extension TouchToneError: CustomStringConvertible {
    /// What is wrong and what would be right, for the agent that wrote the text.
    public var description: String {
        switch self {
        case .empty:
            "dtmf_tones is empty; \(Self.remedy)"
        case .unknownSymbol(let scalar, let position):
            "dtmf_tones has \(scalar.escaped(asASCII: true)) at position \(position); \(Self.remedy)"
        case .tooManySymbols(let limit):
            "dtmf_tones has more than \(limit) characters; send the rest in another call"
        case .tooLong(let limit):
            "dtmf_tones would play for more than \(limit.components.seconds) s; send the rest in another call"
        }
    }

    private static let remedy = "use the keys 0-9, A-D, * and #, w for a pause of 0.5 s and W for one of 1 s"
}
