import ElevenLabs
import Foundation
import HTTP
import Transport
import Twilio
import WebSocket

// The way from the internet to this server, as the vendors take it.
extension Doctor {
    private static let names = [
        "public-url", "webhook", "webhook-forged", "elevenlabs-webhook", "media-socket", "media-socket-forged",
    ]

    func publicWay() async -> [Checkup] {
        guard let publicURL = configuration.publicURL, let twilio = configuration.twilio else {
            return Self.names.map { .skipped($0, "no public URL is set") }
        }
        let reached: Checkup
        if let problem = Self.judge(publicURL, forTwilioAt: twilio.apiURL) {
            reached = problem
        } else {
            reached = await reach(publicURL)
        }
        guard reached.outcome == .pass else {
            return [reached] + Self.names.dropFirst().map { .skipped($0, "the public URL comes first") }
        }
        let signature = RequestSignature(authToken: twilio.authToken)
        let stranger = RequestSignature(authToken: twilio.authToken + "x")
        return [
            reached, await webhook(publicURL, signature), await forgery(publicURL, stranger),
            await elevenLabsWebhook(publicURL),
        ] + (await media(publicURL, signature, stranger))
    }

    // MARK: HTTP

    /// A Twilio in the world reaches nothing that only this machine does; a simulated one may.
    static func judge(_ publicURL: String, forTwilioAt apiURL: URL) -> Checkup? {
        func isLocal(_ url: URL?) -> Bool {
            guard let host = url?.host() else { return false }
            return host == "localhost" || SocketAddress(host: host, port: 0)?.isLoopback == true
        }
        guard isLocal(URL(string: publicURL)), !isLocal(apiURL) else { return nil }
        return .fail(
            "public-url", "\(publicURL) is reached from this machine only",
            "set \(Setting.publicURL.name) to the https:// address of a proxy or tunnel that leads here")
    }

    /// Name, TLS, and whether it is this server that answers.
    private func reach(_ publicURL: String) async -> Checkup {
        let name = "public-url"
        guard let url = URL(string: publicURL + "/healthz") else {
            return .fail(name, "\(publicURL) is no URL", "correct \(Setting.publicURL.name)")
        }
        guard let instance = InstanceFile.read(beside: configuration.database) else {
            return .fail(
                name, "no server runs with \(configuration.database)", "start 'voicebridge serve', then ask again")
        }
        switch await send(OutgoingRequest(.get, url)) {
        case .failure(let error): return .fail(name, "\(publicURL): \(error.words)", error.remedy)
        case .success(let answer):
            guard let health = try? JSONDecoder().decode(Health.self, from: Data(answer.body)) else {
                return .fail(
                    name, "\(publicURL) answers \(answer.status.code), and not as this server does",
                    "see where the proxy or tunnel leads: to \(configuration.listen), path and all")
            }
            guard health.instance == instance else {
                return .fail(
                    name, "\(publicURL) leads to another voicebridge than the one on this machine",
                    "point it here, or stop the other; a server that was killed leaves its name: start it again")
            }
            guard health.status == "ok" else {
                return .fail(name, "the server is \(health.status)", "wait until it has ended, and start it again")
            }
            let certificate = publicURL.hasPrefix("https:") ? ", and its certificate is valid" : ""
            return .pass(name, "\(publicURL) leads to this server\(certificate)")
        }
    }

    private struct Health: Decodable {
        let status: String
        let instance: String?
    }

    private func webhook(_ publicURL: String, _ signature: RequestSignature) async -> Checkup {
        let name = "webhook"
        switch await post(publicURL, signature) {
        case .failure(let error): return .fail(name, error.words, error.remedy)
        case .success(let answer) where answer.status == .noContent:
            return .pass(name, "a webhook signed as Twilio's is taken")
        case .success(let answer):
            return .fail(
                name, "a webhook signed as Twilio's is answered with \(answer.status.code)",
                "restart the server if \(Setting.twilioAuthToken.name) or \(Setting.publicURL.name) was changed;"
                    + " see that the proxy changes neither path nor body")
        }
    }

    private func forgery(_ publicURL: String, _ signature: RequestSignature) async -> Checkup {
        let name = "webhook-forged"
        switch await post(publicURL, signature) {
        case .failure(let error): return .fail(name, error.words, error.remedy)
        case .success(let answer) where answer.status == .forbidden:
            return .pass(name, "a webhook with a wrong signature is refused")
        case .success(let answer):
            return .fail(
                name, "a webhook with a wrong signature is answered with \(answer.status.code)",
                "something before the server answers in its place")
        }
    }

    /// A report of a call that nobody knows: it is taken and changes nothing.
    private func post(_ publicURL: String, _ signature: RequestSignature) async -> Result<HTTPResponse, Unanswered> {
        let text = publicURL + "/api/webhooks/twilio/call-status"
        let fields = [
            FormCoding.Field("CallSid", "CA" + String(repeating: "0", count: 32)),
            FormCoding.Field("AccountSid", configuration.twilio?.accountSID ?? ""),
            FormCoding.Field("CallStatus", "initiated"),
        ]
        guard let url = URL(string: text) else { return .failure(Unanswered(.malformedRequest(text))) }
        return await send(
            OutgoingRequest(
                .post, url,
                headers: [
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-Twilio-Signature": signature.sign(url: text, fields: fields),
                ], body: FormCoding.encode(fields)))
    }

    private func elevenLabsWebhook(_ publicURL: String) async -> Checkup {
        let name = "elevenlabs-webhook"
        guard let secret = configuration.elevenLabsWebhookSecret else {
            return .skipped(
                name, "\(Setting.elevenLabsWebhookSecret.name) is not set: ElevenLabs' final transcripts are not taken")
        }
        let text = publicURL + "/api/webhooks/elevenlabs/conversation-event"
        let body = Array(#"{"type":"voicebridge_doctor"}"#.utf8)
        let header = WebhookSignature(secret: secret).sign(body, at: Int(tools.now().timeIntervalSince1970))
        guard let url = URL(string: text) else { return .skipped(name, "no URL") }
        switch await send(OutgoingRequest(.post, url, headers: [WebhookSignature.header: header], body: body)) {
        case .failure(let error): return .fail(name, error.words, error.remedy)
        case .success(let answer) where answer.status == .ok:
            return .pass(name, "a webhook signed as ElevenLabs' is taken")
        case .success(let answer):
            return .fail(
                name, "a webhook signed as ElevenLabs' is answered with \(answer.status.code)",
                "restart the server if \(Setting.elevenLabsWebhookSecret.name) was changed")
        }
    }

    // MARK: WebSocket

    private func media(
        _ publicURL: String, _ signature: RequestSignature, _ stranger: RequestSignature
    ) async -> [Checkup] {
        let url = "ws" + publicURL.dropFirst("http".count) + Configuration.mediaPath
        let socket = await mediaSocket(url, signature)
        guard socket.outcome == .pass else {
            return [socket, .skipped("media-socket-forged", "the media socket comes first")]
        }
        return [socket, await mediaForgery(url, stranger)]
    }

    private func mediaSocket(_ url: String, _ signature: RequestSignature) async -> Checkup {
        let name = "media-socket"
        switch await upgrade(url, signature) {
        case nil: return .pass(name, "\(url) is upgraded to a WebSocket")
        case .upgradeRefused(status: HTTPStatus.forbidden.code, _):
            return .fail(
                name, "\(url): the upgrade was refused for its signature",
                "restart the server if \(Setting.twilioAuthToken.name) or \(Setting.publicURL.name) was changed")
        case .some(let error):
            return .fail(
                name, "\(url): \(Explanation.of(error))",
                "a proxy must pass 'Upgrade' and 'Connection' on (nginx: proxy_http_version 1.1 and both headers)")
        }
    }

    private func mediaForgery(_ url: String, _ signature: RequestSignature) async -> Checkup {
        let name = "media-socket-forged"
        guard configuration.mediaAuth == .token else {
            return .skipped(name, "\(Setting.mediaAuth.name)=none lets anyone in")
        }
        switch await upgrade(url, signature) {
        case .upgradeRefused(status: HTTPStatus.forbidden.code, _):
            return .pass(name, "an upgrade with a wrong signature is refused")
        case nil:
            return .fail(
                name, "an upgrade with a wrong signature is taken",
                "see where \(url) leads: this server was started with \(Setting.mediaAuth.name)=none, or is another")
        case .some(let error):
            return .fail(
                name, "an upgrade with a wrong signature is not refused as such: \(Explanation.of(error))",
                "see what answers at \(url) beside the server: it should pass everything on")
        }
    }

    /// The upgrade as Twilio makes it; the socket is closed at once. `nil` where it came about.
    private func upgrade(_ url: String, _ signature: RequestSignature) async -> ConnectError? {
        let settings = WebSocketConnection.ClientSettings(
            limits: WebSocketLimits(maximumMessageSize: 64 * 1024), deadline: .seconds(10), tls: tools.tls,
            headers: ["User-Agent": "Twilio.TmeWs/1.0", "X-Twilio-Signature": signature.sign(url: url)])
        return await open(url, settings, on: tools.group.next())
    }

    private func open(
        _ url: String, _ settings: WebSocketConnection.ClientSettings, on loop: isolated EventLoop
    ) async -> ConnectError? {
        do throws(ConnectError) {
            let socket = try await WebSocketConnection.connect(to: url, settings: settings, on: loop)
            socket.close(.normal, reason: "", on: loop)
            return nil
        } catch {
            return error
        }
    }
}
