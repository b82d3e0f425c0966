/// Why a connection could not be opened.
public enum ConnectError: Error, Hashable, Sendable {
    /// The URL is not one we can dial.
    case malformedURL(String)
    /// The name has no address.
    case nameNotFound(String)
    /// Nothing listens there.
    case refused(String)
    /// The address may not be dialled.
    case addressNotAllowed(String)
    /// Another failure of the system's, with its number.
    case system(operation: String, errno: Int32)
    /// TLS failed: the handshake, the chain or the host name.
    case tls(String)
    /// The upgrade was answered with another status, or not as RFC 6455, 4.1 demands.
    case upgradeRefused(status: Int, reason: String)
    /// The deadline passed.
    case timedOut
    /// The attempt was cancelled.
    case cancelled
}
