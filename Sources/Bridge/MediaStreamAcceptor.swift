public import Calls
public import HTTP
public import Telemetry
public import Transport
import Twilio
import WebSocket

/// Takes Twilio's media streams in and relays each to its agent. Give it to an `HTTPServer`.
public final class MediaStreamAcceptor: WebSocketAcceptor {
    /// What the relay counts.
    public let telemetry: BridgeTelemetry

    private let environment: BridgeEnvironment

    /// Makes an acceptor. `tls` is for the agents' sockets and needed where ElevenLabs is reached by `https`.
    public convenience init(
        settings: BridgeSettings, store: any CallStore, live: LiveCalls, http: HTTPClient, tls: TLSContext?,
        ids: IDSource, log: Log, telemetry: BridgeTelemetry = BridgeTelemetry(), clock: BridgeClock = .system
    ) {
        let services = RESTServices(
            http: http, twilio: settings.twilio, elevenLabs: settings.elevenLabs, limits: settings.limits)
        self.init(
            BridgeEnvironment(
                settings: settings, store: store, live: live, services: services, tls: tls, ids: ids, clock: clock,
                telemetry: telemetry, log: log))
    }

    init(_ environment: BridgeEnvironment) {
        self.environment = environment
        telemetry = environment.telemetry
    }

    /// Judges an upgrade: the path, and where streams are Twilio's only, its signature.
    public func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        guard RequestTarget(request.target)?.path == environment.settings.path else { return .decline }
        switch environment.settings.authentication {
        case .none:
            break
        case .token(let signature, let streamURL):
            do throws(SignatureError) {
                try signature.verifyUpgrade(headers: request.headers, url: streamURL)
            } catch {
                environment.log.write(.debug, "stream refused", [("signature", "\(error)"), ("peer", peer.host)])
                return .refuse(HTTPResponse(.forbidden))
            }
        }
        // 64 KiB a message, many times what Twilio sends. Never compressed: Twilio offers it in no capture, and audio in
        // Base64 is not worth it.
        return .accept(.init(limits: WebSocketLimits(maximumMessageSize: 64 * 1024)))
    }

    /// Takes a socket: from here on it is a call.
    public func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        CallHub.of(environment, on: loop).accept(socket, on: loop)
    }
}
