import COpenSSL
import Glibc

/// TLS failed, in OpenSSL's words and ours.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line that says what failed and why.
    public let description: String
    /// The file that could not be used, where it was one.
    public let file: String?

    /// Says what failed.
    init(_ description: String, file: String? = nil) {
        self.description = description
        self.file = file
    }

    /// Says what failed, and why from OpenSSL's error queue, which this empties. Made right after the failing call.
    init(readingQueueAfter operation: String, file: String? = nil) {
        self.file = file
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
        // ERR_SYSTEM_FLAG, which is a macro: the rest is an `errno`, such as that of a file that is not there.
        let systemFlag: UInt = 1 << 31
        if code & systemFlag != 0 { return String(cString: strerror(Int32(truncatingIfNeeded: code & ~systemFlag))) }
        return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
