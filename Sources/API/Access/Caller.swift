import Calls

/// Who asks, and what they may.
struct Caller: Sendable, Hashable {
    /// How they have shown who they are.
    enum Proof: Sendable, Hashable {
        /// By a key of the store's.
        case key(RecordID)
        /// By the key in the configuration.
        case configuredKey
        /// By sitting at this machine, where there are no keys.
        case local
    }

    let userID: RecordID
    let proof: Proof
    let scopes: Set<APIKey.Scope>
    /// The address they ask from.
    let address: String

    /// The key, where it is one of the store's.
    var keyID: RecordID? {
        switch proof {
        case .key(let id): id
        case .configuredKey, .local: nil
        }
    }

    func check(_ scope: APIKey.Scope) throws(APIError) {
        guard scopes.contains(scope) else { throw .missingScope(scope) }
    }
}
