/// What Twilio's error codes mean for a bridge, and what to do about each: those of media streams (319xx), webhooks and TwiML
/// (11xxx to 15xxx), REST (20xxx) and calls (21xxx), from https://www.twilio.com/docs/api/errors.
public enum TwilioErrorBook {
    /// What is known of a code.
    public struct Entry: Hashable, Sendable {
        /// The code.
        public let code: Int
        /// Twilio's name for it.
        public let name: String
        /// What happened, in a sentence or two.
        public let meaning: String
        /// What to do, likewise.
        public let remedy: String

        init(_ code: Int, _ name: String, _ meaning: String, _ remedy: String) {
            self.code = code
            self.name = name
            self.meaning = meaning
            self.remedy = remedy
        }
    }

    /// What is known of a code; `nil` where nothing is.
    public static func entry(_ code: Int) -> Entry? { byCode[code] }

    /// Every code known, in order.
    public static let all = (accounts + webhooks + documents + rest + calls + streams).sorted { $0.code < $1.code }

    private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
}
