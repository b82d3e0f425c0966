extension JSONCursor {
    /// Enters an object; `false`, having skipped it, where the value is of another kind.
    public mutating func enterObject(in text: Span<UInt8>) throws(JSONError) -> Bool { fatalError("stub") }

    /// The next key of the entered object; `nil`, having left the object, after its last.
    public mutating func nextKey(in text: Span<UInt8>) throws(JSONError) -> JSONString? { fatalError("stub") }

    /// Enters an array; `false`, having skipped it, where the value is of another kind.
    public mutating func enterArray(in text: Span<UInt8>) throws(JSONError) -> Bool { fatalError("stub") }

    /// Whether the entered array has another element, to be read now; `false`, having left the array, after its last.
    public mutating func nextElement(in text: Span<UInt8>) throws(JSONError) -> Bool { fatalError("stub") }

    /// A string.
    public mutating func string(in text: Span<UInt8>) throws(JSONError) -> JSONString? { fatalError("stub") }

    /// A whole number, or a string holding one: Twilio's counters are strings, ElevenLabs' ids may be either. `nil` too
    /// where it has a fraction or an exponent or does not fit.
    public mutating func integer(in text: Span<UInt8>) throws(JSONError) -> Int? { fatalError("stub") }

    /// `true` or `false`.
    public mutating func boolean(in text: Span<UInt8>) throws(JSONError) -> Bool? { fatalError("stub") }

    /// The kind of the value that comes next, which stays unread.
    public mutating func kind(in text: Span<UInt8>) throws(JSONError) -> JSONKind { fatalError("stub") }

    /// Checks a value of any kind and gives where it stands.
    public mutating func value(in text: Span<UInt8>) throws(JSONError) -> Range<Int> { fatalError("stub") }

    /// Checks a value of any kind and goes past it.
    public mutating func skip(in text: Span<UInt8>) throws(JSONError) { _ = try value(in: text) }

    /// Demands that nothing but white space follows.
    public mutating func end(in text: Span<UInt8>) throws(JSONError) { fatalError("stub") }
}

extension JSONString {
    /// The string itself, escapes removed; half of a surrogate pair alone becomes U+FFFD, as does what is not UTF-8.
    public func text(in text: Span<UInt8>) -> String { fatalError("stub") }

    /// Whether the string is this one, escapes removed.
    public func equals(_ literal: StaticString, in text: Span<UInt8>) -> Bool { fatalError("stub") }
}
