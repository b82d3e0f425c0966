import ElevenLabs
import FoundationEssentials
import HTTP
import Twilio

extension FuzzTarget {
    /// Answers of the vendors' REST APIs. The first byte makes the status, the rest is the body.
    static let restAnswers = FuzzTarget("rest-answers", upTo: 1024) { bytes throws(FuzzFinding) in
        let statuses: [HTTPStatus] = [.ok, .created, .badRequest, .tooManyRequests, .badGateway]
        let answer = HTTPResponse(
            statuses[Int(bytes.first ?? 0) % statuses.count], body: Array(bytes.dropFirst()))
        _ = try? CallResource.list(answer: answer)
        _ = TwilioRESTError(response: answer)
        _ = try? IncomingNumber.list(answer: answer)
        _ = try? AccountResource(answer: answer)
        if let agent = try? AgentResource(answer: answer) { _ = agent.misfits }
        _ = try? PostCallEvent(decoding: answer.body)
        if let call = try? CallResource(answer: answer) { _ = call.json() }
        guard let apiURL = URL(string: "https://api.example.com") else { return }
        if let url = try? ElevenLabsAPI(apiURL: apiURL, apiKey: nil).signedURL(from: answer) {
            try demand(url.scheme == "wss" || url.scheme == "ws", "a signed URL of a WebSocket")
        }
    }
}
