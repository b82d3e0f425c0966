import JSONWire

extension MediaStreamMessage {
    /// Reads a text message; a `media` message is read without allocating.
    ///
    /// Keys may come in any order; events and fields that are not known here are passed over, since Twilio adds them
    /// without notice.
    public init(decoding text: Span<UInt8>) throws(MediaStreamError) {
        if let media = Media(glancingAt: text) {
            self = .media(media)
        } else {
            self = try Self.walk(text)
        }
    }

    /// Reads a text of any shape.
    static func walk(_ text: Span<UInt8>) throws(MediaStreamError) -> MediaStreamMessage {
        guard let fields = try fields(of: text) else { throw .notJSON }
        guard let event = fields.event else { throw .invalidField("event") }
        if event.equals("media", in: text) { return .media(try fields.media.message()) }
        if event.equals("mark", in: text) {
            return .mark(name: try string("name", of: fields.mark, in: text, path: "mark.name"))
        }
        if event.equals("dtmf", in: text) {
            return .dtmf(digit: try string("digit", of: fields.dtmf, in: text, path: "dtmf.digit"))
        }
        if event.equals("start", in: text) {
            guard let start = fields.start else { throw .invalidField("start") }
            return .start(try StreamStart(decoding: text.extracting(start)))
        }
        if event.equals("connected", in: text) { return .connected }
        if event.equals("stop", in: text) { return .stop }
        return .unrecognized(event: event.text(in: text))
    }

    private static func fields(of text: Span<UInt8>) throws(MediaStreamError) -> MediaStreamFields? {
        do {
            return try MediaStreamFields(reading: text)
        } catch {
            throw .notJSON
        }
    }

    private static func string(
        _ name: StaticString, of body: Range<Int>?, in text: Span<UInt8>, path: String
    ) throws(MediaStreamError) -> String {
        guard let body, let string = JSONMembers.string(name, of: text.extracting(body)) else {
            throw .invalidField(path)
        }
        return string
    }
}

extension MediaStreamMessage.Media {
    /// Takes a message of the very shape that Twilio sends (captured 2024 to 2026); a key more, less or elsewhere, and it
    /// is `nil`.
    init?(glancingAt text: Span<UInt8>) {
        var glance = JSONGlance()
        guard glance.passes(#"{"event":"media","sequenceNumber":""#, in: text), glance.digits(in: text) != nil,
            glance.passes(#"","media":{"track":"inbound","chunk":""#, in: text), let chunk = glance.digits(in: text),
            glance.passes(#"","timestamp":""#, in: text), let timestamp = glance.digits(in: text),
            glance.passes(#"","payload":""#, in: text), let payload = glance.plainText(in: text),
            glance.passes(#""},"streamSid":""#, in: text), glance.plainText(in: text) != nil,
            glance.passes(#""}"#, in: text), glance.isAtEnd(of: text)
        else { return nil }
        self.init(isInbound: true, chunk: chunk, timestamp: timestamp, payload: payload, payloadIsEscaped: false)
    }
}

extension StreamStart {
    /// Reads the `start` object of the message.
    init(decoding start: Span<UInt8>) throws(MediaStreamError) {
        guard let streamSID = JSONMembers.string("streamSid", of: start) else { throw .invalidField("start.streamSid") }
        guard let callSID = JSONMembers.string("callSid", of: start) else { throw .invalidField("start.callSid") }
        guard let accountSID = JSONMembers.string("accountSid", of: start) else {
            throw .invalidField("start.accountSid")
        }
        guard let format = JSONMembers.value("mediaFormat", of: start),
            let encoding = JSONMembers.string("encoding", of: start.extracting(format)),
            let sampleRate = JSONMembers.integer("sampleRate", of: start.extracting(format)),
            let channels = JSONMembers.integer("channels", of: start.extracting(format))
        else { throw .invalidField("start.mediaFormat") }
        self.init(
            accountSID: accountSID, streamSID: streamSID, callSID: callSID, encoding: encoding, sampleRate: sampleRate,
            channels: channels, customParameters: Self.parameters(of: start))
    }

    /// One old capture lacks `customParameters` altogether.
    private static func parameters(of start: Span<UInt8>) -> [String: String] {
        guard let range = JSONMembers.value("customParameters", of: start) else { return [:] }
        let object = start.extracting(range)
        var parameters: [String: String] = [:]
        JSONMembers.forEach(of: object) { key, range in
            var cursor = JSONCursor()
            let value = object.extracting(range)
            guard let string = try? cursor.string(in: value) else { return }
            parameters[key.text(in: object)] = string.text(in: value)
        }
        return parameters
    }
}
