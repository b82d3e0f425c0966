/// A body that lies somewhere else, such as in a file, and is never in memory as a whole.
public protocol HTTPBodySource: AnyObject, Sendable {
    /// Reads one piece; `nil` where it cannot be had whole, which ends the connection: its length has been announced.
    ///
    /// Called off the loops. A disk that is slow should not keep a thread of the shared pool waiting.
    @concurrent func read(_ range: Range<Int>) async -> [UInt8]?
}

/// The part of a source that an answer carries. The source lives until all is sent or the client has gone.
public struct HTTPStoredBody: Sendable {
    /// Where it is read from.
    public let source: any HTTPBodySource
    /// Which of the source's bytes.
    public let range: Range<Int>

    /// Makes a body of some of a source's bytes.
    public init(_ source: any HTTPBodySource, range: Range<Int>) {
        self.source = source
        self.range = range
    }
}

extension HTTPStoredBody: Hashable {
    /// The same bytes of the same object.
    public static func == (one: Self, other: Self) -> Bool {
        one.source === other.source && one.range == other.range
    }

    /// By object and bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(source))
        hasher.combine(range)
    }
}
