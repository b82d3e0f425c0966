import JSONWire

/// What of a Media Streams message was found in one walk over it, in whatever order it came.
///
/// The sound is taken up on the way; other bodies are rare and are left where they stand, to be read a second time.
struct MediaStreamFields {
    private(set) var event: JSONString?
    private(set) var media = MediaFields()
    private(set) var start: Range<Int>?
    private(set) var mark: Range<Int>?
    private(set) var dtmf: Range<Int>?

    /// `nil` where the text is JSON but no object.
    init?(reading text: Span<UInt8>) throws(JSONError) {
        var cursor = JSONCursor()
        guard try cursor.enterObject(in: text) else { return nil }
        while let key = try cursor.nextKey(in: text) {
            if key.equals("event", in: text) {
                event = try cursor.string(in: text)
            } else if key.equals("media", in: text) {
                media = try MediaFields(reading: &cursor, in: text)
            } else if key.equals("start", in: text) {
                start = try cursor.value(in: text)
            } else if key.equals("mark", in: text) {
                mark = try cursor.value(in: text)
            } else if key.equals("dtmf", in: text) {
                dtmf = try cursor.value(in: text)
            } else {
                try cursor.skip(in: text)
            }
        }
        try cursor.end(in: text)
    }
}

/// What was found in a `media` object.
struct MediaFields {
    private var isInbound = true
    private var chunk: Int?
    private var timestamp: Int?
    private var payload: JSONString?

    /// Nothing found.
    init() {}

    /// Reads the value the cursor stands before.
    init(reading cursor: inout JSONCursor, in text: Span<UInt8>) throws(JSONError) {
        guard try cursor.enterObject(in: text) else { return }
        while let key = try cursor.nextKey(in: text) {
            if key.equals("payload", in: text) {
                payload = try cursor.string(in: text)
            } else if key.equals("timestamp", in: text) {
                timestamp = try cursor.integer(in: text)
            } else if key.equals("chunk", in: text) {
                chunk = try cursor.integer(in: text)
            } else if key.equals("track", in: text) {
                isInbound = try cursor.string(in: text)?.equals("inbound", in: text) ?? true
            } else {
                try cursor.skip(in: text)
            }
        }
    }

    /// The message, if nothing is missing.
    func message() throws(MediaStreamError) -> MediaStreamMessage.Media {
        guard let payload else { throw .invalidField("media.payload") }
        guard let chunk else { throw .invalidField("media.chunk") }
        guard let timestamp else { throw .invalidField("media.timestamp") }
        return MediaStreamMessage.Media(
            isInbound: isInbound, chunk: chunk, timestamp: timestamp, payload: payload.range,
            payloadIsEscaped: payload.isEscaped)
    }
}
