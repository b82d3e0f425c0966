import ElevenLabs
import FoundationEssentials
import HTTP
import Transport
import Twilio

/// The vendors' REST over the network.
struct RESTServices: VendorServices {
    let http: HTTPClient
    let twilio: TwilioAccount?
    let elevenLabs: ElevenLabsAPI
    let limits: CallLimits

    var canEndCalls: Bool { twilio != nil }

    @concurrent func endCall(_ callSID: String, saying words: String?) async throws(VendorServiceError) {
        guard let twilio else { throw VendorServiceError(words: "no Twilio account", isRefusal: true) }
        let request = twilio.endCall(callSID, saying: words)
        let answer = try await send(request, within: limits.hangUp)
        do throws(TwilioRESTError) {
            _ = try CallResource(answer: answer)
        } catch {
            throw VendorServiceError(words: "Twilio: \(error.status) \(error.message)", isRefusal: error.status < 500)
        }
    }

    @concurrent func conversation(agentID: String) async throws(VendorServiceError) -> ConversationAddress {
        // Without a key only public agents can be reached, and those need no signed URL.
        guard elevenLabs.apiKey != nil, elevenLabs.socketAuthorization == .signedURL else {
            let url = elevenLabs.conversationURL(agentID: agentID).absoluteString
            return ConversationAddress(url: url, headers: elevenLabs.keyHeaders)
        }
        let answer = try await send(elevenLabs.signedURLRequest(agentID: agentID), within: limits.agentConnect)
        do throws(ElevenLabsRESTError) {
            return ConversationAddress(url: try elevenLabs.signedURL(from: answer).absoluteString)
        } catch {
            let isRefusal = error.status < 500 && error.status != HTTPStatus.tooManyRequests.code
            throw VendorServiceError(words: "signed URL: \(error.status) \(error.message)", isRefusal: isRefusal)
        }
    }

    @concurrent private func send(
        _ request: OutgoingRequest, within limit: Duration
    ) async throws(VendorServiceError) -> HTTPResponse {
        do throws(HTTPClientError) {
            return try await http.send(request, deadline: limit)
        } catch {
            throw VendorServiceError(words: "\(request.url.host ?? "") \(error)", isRefusal: false)
        }
    }
}
