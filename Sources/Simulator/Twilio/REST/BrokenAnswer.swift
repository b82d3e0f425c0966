import HTTP

/// The body of an answer whose connection is lost before it.
final class BrokenAnswer: HTTPBodySource {
    @concurrent func read(_ range: Range<Int>) async -> [UInt8]? { nil }

    /// An answer that never arrives whole.
    static var response: HTTPResponse { HTTPResponse(.created, stored: HTTPStoredBody(BrokenAnswer(), range: 0..<1)) }
}
