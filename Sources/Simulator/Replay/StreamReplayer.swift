import HTTP
public import Transport
import Twilio
import WebSocket

/// Plays recorded sound as the caller straight into a bridge's Media Streams address, without a telephone call around it.
public struct StreamReplayer: Sendable {
    /// How fast the recording is played.
    public enum Pace: Hashable, Sendable {
        /// A frame of 20 ms every 20 ms.
        case realTime
        /// Up to a hundred times as fast, as the connection allows; the silence after it is in real time.
        case maximum
    }

    /// Where to play, as whom, and how.
    public struct Settings: Sendable {
        /// The Media Streams address, `ws://…` or `wss://…`.
        public var url: String
        /// What the `start` message carries for the bridge, for example `agentId` and its token.
        public var customParameters: [String: String]
        /// Signs the upgrade with this Auth Token; no signature where `nil`.
        public var authToken: String?
        /// The address that is signed, where it is not ``url``.
        public var publicURL: String?
        /// `AC…` of the `start` message.
        public var accountSID: String
        /// `CA…` of the `start` message; a random one where `nil`.
        public var callSID: String?
        /// How fast.
        public var pace: Pace
        /// Silence before the recording, for example while the agent greets.
        public var leadIn: Duration
        /// After the recording, the caller hangs up once the agent has been quiet for so long,
        public var quiet: Duration
        /// or once so long has passed.
        public var limit: Duration
        /// For `wss`; required there.
        public var tls: TLSContext?

        /// Makes settings.
        public init(
            url: String, customParameters: [String: String] = [:], authToken: String? = nil,
            publicURL: String? = nil, accountSID: String = "AC" + String(repeating: "0", count: 32),
            callSID: String? = nil, pace: Pace = .realTime, leadIn: Duration = .zero,
            quiet: Duration = .milliseconds(1500), limit: Duration = .seconds(30), tls: TLSContext? = nil
        ) {
            self.url = url
            self.customParameters = customParameters
            self.authToken = authToken
            self.publicURL = publicURL
            self.accountSID = accountSID
            self.callSID = callSID
            self.pace = pace
            self.leadIn = leadIn
            self.quiet = quiet
            self.limit = limit
            self.tls = tls
        }
    }

    private static let framesPerTickAtMost = 100
    private static let messageLimit = 8 * 1024 * 1024

    private let settings: Settings

    /// Makes a replayer.
    public init(_ settings: Settings) { self.settings = settings }

    /// Plays mu-law sound, 8000 bytes a second, and returns when the stream has ended, by either side.
    public func play(_ sound: [UInt8], on group: EventLoopGroup) async throws(ConnectError) -> ReplayReport {
        try await play(sound, on: group.next())
    }

    private func play(_ sound: [UInt8], on loop: isolated EventLoop) async throws(ConnectError) -> ReplayReport {
        var headers: HTTPHeaders = ["User-Agent": "Twilio.TmeWs/1.0"]
        if let authToken = settings.authToken {
            let signature = RequestSignature(authToken: authToken)
            headers["X-Twilio-Signature"] = signature.sign(url: settings.publicURL ?? settings.url)
        }
        let client = WebSocketConnection.ClientSettings(
            limits: WebSocketLimits(maximumMessageSize: Self.messageLimit), tls: settings.tls, headers: headers)
        let socket = try await WebSocketConnection.connect(to: settings.url, settings: client, on: loop)
        return await follow(socket, sound, on: loop)
    }

    private func follow(
        _ socket: WebSocketConnection, _ sound: [UInt8], on loop: isolated EventLoop
    ) async -> ReplayReport {
        let report = await withCheckedContinuation { continuation in
            // The loop's clock keeps it until it has ended.
            let session = StreamSession(
                socket, start: start, caller: CallerActor(script(sound)), settings: sessionSettings,
                onEnd: { continuation.resume(returning: $0) })
            session.begin(on: loop)
        }
        let frames = (sound.count + PlaybackBuffer.frameByteCount - 1) / PlaybackBuffer.frameByteCount
        return ReplayReport(
            stream: report, framesOfSpeech: min(frames, report.framesSent), heard: report.line)
    }

    private var start: StreamStart {
        StreamStart(
            accountSID: settings.accountSID, streamSID: SID.make("MZ"), callSID: settings.callSID ?? SID.make("CA"),
            customParameters: settings.customParameters)
    }

    private var sessionSettings: StreamSession.Settings {
        switch settings.pace {
        case .realTime: .init(lineLimit: .max)
        case .maximum: .init(lineLimit: .max, framesPerTick: Self.framesPerTickAtMost)
        }
    }

    private func script(_ sound: [UInt8]) -> CallerScript {
        CallerScript(
            [.pause(settings.leadIn), .say(sound), .waitForSilence(heard: .zero, quiet: settings.quiet)],
            patience: settings.limit)
    }
}
