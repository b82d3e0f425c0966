/// Whom a client speaks TLS with, as far as sessions are concerned: the name that its certificate was verified for, and
/// the port, since two servers of one name need not know each other's sessions.
struct TLSPeer: Hashable, Sendable {
    let name: String
    let port: Int
}
