/// A request method, kept as sent: methods are case-sensitive tokens (RFC 9110, 9.1).
public struct HTTPMethod: RawRepresentable, Hashable, Sendable {
    /// The token, for example `GET`.
    public let rawValue: String

    /// Makes a method of any token.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// RFC 9110, 9.3.1.
    public static let get = HTTPMethod(rawValue: "GET")
    /// RFC 9110, 9.3.2.
    public static let head = HTTPMethod(rawValue: "HEAD")
    /// RFC 9110, 9.3.3.
    public static let post = HTTPMethod(rawValue: "POST")
    /// RFC 9110, 9.3.4.
    public static let put = HTTPMethod(rawValue: "PUT")
    /// RFC 9110, 9.3.5.
    public static let delete = HTTPMethod(rawValue: "DELETE")
    /// RFC 5789.
    public static let patch = HTTPMethod(rawValue: "PATCH")
    /// RFC 9110, 9.3.7.
    public static let options = HTTPMethod(rawValue: "OPTIONS")
}
