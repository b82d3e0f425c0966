import JSONWire

/// The fields of a server's message, each of which must be known.
struct MediaStreamCommandFields {
    private(set) var event: JSONString?
    private(set) var streamSID: JSONString?
    /// `media.payload`.
    private(set) var media: JSONString?
    /// `mark.name`.
    private(set) var mark: JSONString?
    /// Whether there is a `media` or a `mark`, whatever stands in it.
    private var bodies: Set<String> = []
    private var extra: String?

    init(strictlyReading text: Span<UInt8>) throws(MediaStreamCommandError) {
        let isObject: Bool
        do {
            isObject = try read(text)
        } catch {
            throw .notJSON
        }
        guard isObject else { throw .notJSON }
        if let extra { throw .extraField(extra) }
    }

    /// Demands that, beside the event and the SID, there is at most the body of this event.
    func demandNothing(but event: String) throws(MediaStreamCommandError) {
        if let other = bodies.subtracting([event]).min() { throw .extraField(other) }
    }

    private mutating func read(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        var cursor = JSONCursor()
        guard try cursor.enterObject(in: text) else { return false }
        while let key = try cursor.nextKey(in: text) {
            if key.equals("event", in: text) {
                event = try cursor.string(in: text)
            } else if key.equals("streamSid", in: text) {
                streamSID = try cursor.string(in: text)
            } else if key.equals("media", in: text) {
                bodies.insert("media")
                media = try onlyString("payload", of: "media", &cursor, in: text)
            } else if key.equals("mark", in: text) {
                bodies.insert("mark")
                mark = try onlyString("name", of: "mark", &cursor, in: text)
            } else {
                extra = extra ?? key.text(in: text)
                try cursor.skip(in: text)
            }
        }
        try cursor.end(in: text)
        return true
    }

    /// The string that must be the only member of a body.
    private mutating func onlyString(
        _ name: StaticString, of body: String, _ cursor: inout JSONCursor, in text: Span<UInt8>
    ) throws(JSONError) -> JSONString? {
        var found: JSONString?
        guard try cursor.enterObject(in: text) else { return nil }
        while let key = try cursor.nextKey(in: text) {
            if key.equals(name, in: text) {
                found = try cursor.string(in: text)
            } else {
                extra = extra ?? "\(body).\(key.text(in: text))"
                try cursor.skip(in: text)
            }
        }
        return found
    }
}
