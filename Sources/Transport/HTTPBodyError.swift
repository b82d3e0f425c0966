public import HTTP

/// Why a streamed body has no further piece. The client has been told already, where it could be; an answer given after
/// `refused` or `tooSlow` goes nowhere.
public enum HTTPBodyError: Error, Hashable, Sendable {
    /// The client went away, or ended its side, before the body was whole.
    case connectionLost
    /// The body came too slowly; the client got 408.
    case tooSlow
    /// The body broke the rules or its limit; the client got the error's status.
    case refused(HTTPError)
    /// The request was answered before the body was read to its end.
    case answered
    /// The task that waited for the piece was cancelled.
    case cancelled
}
