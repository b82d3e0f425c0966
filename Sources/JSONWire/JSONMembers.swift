/// Finds members of a small object by name, each time from its start: for messages that come a few times a call.
///
/// All of it gives `nil` where the text is no object, or the member is missing or of another kind. Of two members with one
/// name the last counts.
public enum JSONMembers {
    /// The string of this name.
    public static func string(_ name: StaticString, of object: Span<UInt8>) -> String? {
        guard let range = value(name, of: object) else { return nil }
        let value = object.extracting(range)
        var cursor = JSONCursor()
        return (try? cursor.string(in: value))?.text(in: value)
    }

    /// The whole number of this name, written as one or as a string.
    public static func integer(_ name: StaticString, of object: Span<UInt8>) -> Int? {
        guard let range = value(name, of: object) else { return nil }
        var cursor = JSONCursor()
        return try? cursor.integer(in: object.extracting(range))
    }

    /// The flag of this name.
    public static func boolean(_ name: StaticString, of object: Span<UInt8>) -> Bool? {
        guard let range = value(name, of: object) else { return nil }
        var cursor = JSONCursor()
        return try? cursor.boolean(in: object.extracting(range))
    }

    /// Where the value of this name stands.
    public static func value(_ name: StaticString, of object: Span<UInt8>) -> Range<Int>? {
        var found: Range<Int>?
        forEach(of: object) { key, value in
            if key.equals(name, in: object) { found = value }
        }
        return found
    }

    /// What stands there, as it stands.
    public static func text(at range: Range<Int>, of object: Span<UInt8>) -> String {
        object.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Gives every member: its key, and where its value stands. Ends early where the text breaks off or is malformed.
    public static func forEach(of object: Span<UInt8>, _ body: (JSONString, Range<Int>) -> Void) {
        var cursor = JSONCursor()
        guard (try? cursor.enterObject(in: object)) == true else { return }
        while let next = try? cursor.nextKey(in: object), let value = try? cursor.value(in: object) {
            body(next, value)
        }
    }
}
