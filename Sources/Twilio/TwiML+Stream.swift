extension TwiML {
    /// `<Stream>` in `<Connect>`: a bidirectional Media Stream.
    public struct Stream: Hashable, Sendable {
        /// Where Twilio shall dial; `wss`, without a query.
        public var url: String
        /// Names the stream; its SID where `nil`.
        public var name: String?
        /// `inbound_track`, or `nil` for the same; anything else is error 31941.
        public var track: String?
        /// Where started, stopped and failed streams are told.
        public var statusCallback: String?
        /// `GET` or `POST`; `POST` where `nil`.
        public var statusCallbackMethod: String?
        /// Delivered as strings in `start.customParameters`.
        public var parameters: [Parameter]

        /// Makes one.
        public init(
            url: String, name: String? = nil, track: String? = nil, statusCallback: String? = nil,
            statusCallbackMethod: String? = nil, parameters: [Parameter] = []
        ) {
            self.url = url
            self.name = name
            self.track = track
            self.statusCallback = statusCallback
            self.statusCallbackMethod = statusCallbackMethod
            self.parameters = parameters
        }
    }

    /// `<Parameter>` in `<Stream>`.
    public struct Parameter: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: String

        /// Name and value must have fewer characters together; counted in UTF-16 units, the most cautious count.
        public static let lengthLimit = 500

        /// Makes one; throws ``TwiMLError/parameterTooLong(name:length:)``.
        public init(name: String, value: String) throws(TwiMLError) {
            let length = name.utf16.count + value.utf16.count
            guard length < Self.lengthLimit else { throw .parameterTooLong(name: name, length: length) }
            self.name = name
            self.value = value
        }
    }
}
