/// TLS settings shared by many connections: 1.2 or later, forward secrecy, no compression, no renegotiation.
public final class TLSContext: Sendable {
    /// For connections we open: the system's trust store, and the certificates of one more file where named.
    public init(clientTrusting extraAuthorityFile: String? = nil) throws { fatalError("stub") }

    /// For connections we accept: PEM files, the chain leaf first.
    public init(certificateChainFile: String, privateKeyFile: String) throws { fatalError("stub") }
}
