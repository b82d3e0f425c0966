import Calls
import HTTP

/// What a call asks of the vendors' REST: the seam at which tests put themselves.
protocol VendorServices: Sendable {
    /// Whether phone calls can be ended at all.
    var canEndCalls: Bool { get }

    /// Ends a phone call with these words; throws when it may still be up.
    @concurrent func endCall(_ callSID: String, saying words: String?) async throws(VendorServiceError)

    /// Where an agent's conversation socket is.
    @concurrent func conversation(agentID: String) async throws(VendorServiceError) -> ConversationAddress
}

/// Where a conversation socket is opened, and with what. Both parts may be credentials: never to be logged.
struct ConversationAddress: Sendable {
    /// `ws` or `wss`.
    var url: String
    /// More fields of the upgrade request.
    var headers: HTTPHeaders = [:]
}

/// Why a vendor's REST did not do what it was asked.
struct VendorServiceError: Error, Hashable {
    /// In words, for the call log.
    var words: String
    /// Whether the vendor itself said no, so that asking again is no use.
    var isRefusal: Bool
}
