import Calls

/// What a call asks of the vendors' REST: the seam at which tests put themselves.
protocol VendorServices: Sendable {
    /// Whether phone calls can be ended at all.
    var canEndCalls: Bool { get }

    /// Ends a phone call with these words; throws when it may still be up.
    @concurrent func endCall(_ callSID: String, saying words: String?) async throws(VendorServiceError)

    /// Where an agent's conversation socket is. A credential: never to be logged.
    @concurrent func conversationURL(agentID: String) async throws(VendorServiceError) -> String
}

/// Why a vendor's REST did not do what it was asked.
struct VendorServiceError: Error, Hashable {
    /// In words, for the call log.
    var words: String
    /// Whether the vendor itself said no, so that asking again is no use.
    var isRefusal: Bool
}
