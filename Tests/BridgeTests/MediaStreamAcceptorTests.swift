import HTTP
import Testing
import Transport
import Twilio
import WebSocket

@testable import Bridge

@Suite("Who may connect a media stream") struct MediaStreamAcceptorTests {
    static let url = "wss://bridge.example.com/media"
    static let signature = RequestSignature(authToken: "12345")
    let peer = SocketAddress.loopback()

    private func decision(
        _ target: String = "/media", headers: HTTPHeaders = [:],
        authentication: BridgeSettings.StreamAuthentication = .token(signature: signature, streamURL: url)
    ) -> WebSocketDecision {
        let acceptor = MediaStreamAcceptor(.make(authentication: authentication))
        return acceptor.decide(HTTPRequest(.get, target, headers: headers), from: peer)
    }

    private func isAccepted(_ decision: WebSocketDecision) -> Bool {
        guard case .accept(let settings) = decision else { return false }
        return settings == .init(limits: WebSocketLimits(maximumMessageSize: 64 * 1024))
    }

    private func isForbidden(_ decision: WebSocketDecision) -> Bool {
        guard case .refuse(let response) = decision else { return false }
        return response.status == .forbidden
    }

    @Test("Twilio's signature over the public URL lets in, whatever Host says")
    func signed() {
        let headers: HTTPHeaders = ["Host": "10.0.0.1", "X-Twilio-Signature": Self.signature.sign(url: Self.url)]
        #expect(isAccepted(decision(headers: headers)))
    }

    @Test("no signature, a wrong one, two of them or one for another URL are refused with 403")
    func unsigned() {
        let good = Self.signature.sign(url: Self.url)
        #expect(isForbidden(decision()))
        #expect(isForbidden(decision(headers: ["X-Twilio-Signature": "AAAA"])))
        #expect(isForbidden(decision(headers: ["X-Twilio-Signature": good, "x-twilio-signature": good])))
        let other = Self.signature.sign(url: "wss://other.example.com/media")
        #expect(isForbidden(decision(headers: ["X-Twilio-Signature": other])))
        let stranger = RequestSignature(authToken: "54321").sign(url: Self.url)
        #expect(isForbidden(decision(headers: ["X-Twilio-Signature": stranger])))
    }

    @Test("other paths are somebody else's", arguments: ["/", "/media/", "/mediax", "/MEDIA", "*", "/%6dedia"])
    func otherPaths(_ target: String) {
        guard case .decline = decision(target, authentication: .none) else {
            Issue.record("\(target) was not declined")
            return
        }
    }

    @Test("where anybody may connect, no signature is asked for")
    func open() {
        #expect(isAccepted(decision(authentication: .none)))
    }
}
