/// `application/x-www-form-urlencoded`: names and values in order, as Twilio sends them and takes them.
public enum FormCoding {
    /// One pair.
    public struct Field: Hashable, Sendable {
        /// The decoded name.
        public var name: String
        /// The decoded value, empty where there was none.
        public var value: String

        /// Makes a pair.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Decodes a body or a query; `nil` where an escape is malformed or a text is not UTF-8.
    public static func decode(_ bytes: [UInt8]) -> [Field]? { fatalError("stub") }

    /// Encodes pairs; everything but letters, digits and `-._*` is escaped, a space becomes `%20`, a plus `%2B`.
    public static func encode(_ fields: [Field]) -> [UInt8] { fatalError("stub") }
}
