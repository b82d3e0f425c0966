import Synchronization

/// The signatures handed out for conversation sockets: each for one agent, for fifteen minutes, some for one use.
final class SignatureBook: Sendable {
    private struct Signature {
        let agentID: String
        let expiry: ContinuousClock.Instant
        let isSingleUse: Bool
    }

    /// For starting a conversation; one under way is not cut.
    private static let validity = Duration.seconds(15 * 60)

    private let signatures = Mutex<[String: Signature]>([:])

    /// Makes a signature; those that have expired are forgotten.
    func issue(agentID: String, isSingleUse: Bool, now: ContinuousClock.Instant = .now) -> String {
        let text = SID.make("sig_")
        signatures.withLock { signatures in
            signatures = signatures.filter { $0.value.expiry > now }
            signatures[text] = Signature(
                agentID: agentID, expiry: now + Self.validity, isSingleUse: isSingleUse)
        }
        return text
    }

    /// Whether the signature opens a socket to this agent now; one for single use does so once.
    func accept(_ text: String, agentID: String, now: ContinuousClock.Instant = .now) -> Bool {
        signatures.withLock { signatures in
            guard let signature = signatures[text], signature.agentID == agentID, signature.expiry > now else {
                return false
            }
            if signature.isSingleUse { signatures[text] = nil }
            return true
        }
    }
}
