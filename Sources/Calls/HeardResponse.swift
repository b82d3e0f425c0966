/// What was heard of one turn of the agent's: from what was played on the telephone, not from what was sent.
public struct HeardResponse: Sendable, Hashable, Codable {
    /// How it is known where in the text playing stopped.
    public enum Basis: String, Sendable, Codable {
        /// It did not stop in the midst: all of it was heard, or nothing.
        case whole
        /// By the agent's own alignment of characters and time.
        case alignment
        /// By the share of the sound that was played; a word is as long as its letters are many.
        case proportion
    }

    /// What the agent meant to say.
    public var text: String
    /// What of it was heard, in whole words.
    public var heard: String
    /// Whether some of its sound was not heard.
    public var isCut: Bool
    /// How `heard` is known.
    public var basis: Basis
    /// The vendor's id of the response, where it gave one.
    public var responseID: String?
    /// The event its sound belongs to.
    public var eventID: Int?
    /// Sound that came, in samples, 8000 a second.
    public var received: Int
    /// Sound that was played, in samples.
    public var played: Int

    /// Makes one.
    public init(
        text: String, heard: String, isCut: Bool, basis: Basis, responseID: String?, eventID: Int?, received: Int,
        played: Int
    ) {
        self.text = text
        self.heard = heard
        self.isCut = isCut
        self.basis = basis
        self.responseID = responseID
        self.eventID = eventID
        self.received = received
        self.played = played
    }
}
