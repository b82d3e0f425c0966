import JSONWire

extension MediaStreamMessage {
    /// Reads a text message; a `media` message is read without allocating.
    ///
    /// Keys may come in any order; events and fields that are not known here are passed over, since Twilio adds them
    /// without notice.
    public init(decoding text: Span<UInt8>) throws(MediaStreamError) {
        guard let fields = try Self.fields(of: text) else { throw .notJSON }
        guard let event = fields.event else { throw .invalidField("event") }
        // The commonest first.
        if event.equals("media", in: text) {
            self = .media(try fields.media.message())
        } else if event.equals("mark", in: text) {
            self = .mark(name: try Self.string("name", of: fields.mark, in: text, path: "mark.name"))
        } else if event.equals("dtmf", in: text) {
            self = .dtmf(digit: try Self.string("digit", of: fields.dtmf, in: text, path: "dtmf.digit"))
        } else if event.equals("start", in: text) {
            guard let start = fields.start else { throw .invalidField("start") }
            self = .start(try StreamStart(decoding: text.extracting(start)))
        } else if event.equals("connected", in: text) {
            self = .connected
        } else if event.equals("stop", in: text) {
            self = .stop
        } else {
            self = .unrecognized(event: event.text(in: text))
        }
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
