import COpenSSL

/// TLS failed, in OpenSSL's words and ours.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line that says what failed and why.
    public let description: String

    /// Says what failed.
    init(_ description: String) { self.description = description }

    /// Says what failed, and why from OpenSSL's error queue, which this empties. Made right after the failing call.
    init(readingQueueAfter operation: String) {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { break }
            reasons.append(Self.reason(code))
        }
        // The first is the cause; those after it say only which callers gave up.
        description = "\(operation): \(reasons.first ?? "no reason given")"
    }

    private static func reason(_ code: UInt) -> String {
        if let reason = ERR_reason_error_string(code) { return String(cString: reason) }
        // Errors of the system, such as a file that is not there, have a text but no reason of OpenSSL's.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            guard let start = text.baseAddress else { return "error \(code)" }
            ERR_error_string_n(code, start, text.count)
            return String(cString: start)
        }
    }
}
