import Audio
import Simulator
import Transport
import WebSocket

/// `voicebridge replay`: plays a recording into a bridge, as the caller.
enum ReplayCommand: Command {
    private enum Speed: String, CaseIterable {
        case realtime, max
    }

    static let syntax = CommandSyntax(
        name: "replay",
        summary: "Play a recording into a bridge as the caller, and keep what the agent answers.",
        operands: ["AUDIO"],
        options: [
            .init("to", "WS_URL", "the bridge's media path [ws://127.0.0.1:8080/media]"),
            .init("agent", "ID", "the ElevenLabs agent to speak to [the bridge's default agent]"),
            .init("speed", "SPEED", "realtime, or max for as fast as the connection goes [realtime]"),
            .init("wav", "OUT", "write what the caller heard to this WAV file"),
            .init("json", nil, "print the result as one JSON object"),
        ],
        notes: """
            AUDIO is a WAV file (mu-law or 16-bit PCM at a rate calls use), or raw mu-law, 8000 bytes a second.
            The bridge must accept streams without a token (VOICEBRIDGE_MEDIA_AUTH=none), as 'voicebridge demo' does.
            """)

    /// What `--json` prints.
    private struct Report: Encodable {
        var framesSent: Int
        var framesOfSpeech: Int
        var messagesHeard: Int
        var secondsHeard: Double
        var secondsCleared: Double
        var marks: Int
        var clears: Int
        var heardMatchesSent: Bool
        var ended: String
    }

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let speed = try arguments.choice("speed", as: Speed.self, of: syntax) ?? .realtime
        let sound = try SoundFile.read(arguments.operands[0], rawFormat: .muLaw8000, of: syntax)
            .converted(to: .muLaw8000).audio
        var settings = StreamReplayer.Settings(url: arguments.options["to"] ?? "ws://127.0.0.1:8080/media")
        if let agent = arguments.options["agent"] { settings.customParameters["agentId"] = agent }
        settings.pace = speed == .max ? .maximum : .realTime
        if settings.url.hasPrefix("wss:") { settings.tls = try TLSContext(clientTrusting: nil) }

        let seconds = Double(sound.count) / 8000
        StandardError.write("Playing \(seconds.formatted(decimals: 1)) s to \(settings.url) …")
        let group = EventLoopGroup(count: 1)
        let result = try await StreamReplayer(settings).play(sound, on: group)
        await group.shutDown()
        if let path = arguments.options["wav"] {
            try SoundFile.write(WAVFile(format: .muLaw8000, audio: result.heard), to: path)
        }
        let report = report(result)
        print(arguments.flags.contains("json") ? try JSONText.of(report) : text(report))
        return result.stream.end == .callerHungUp || isNormalEnd(result.stream.end) ? 0 : 1
    }

    private static func isNormalEnd(_ end: StreamReport.End) -> Bool {
        switch end {
        case .callerHungUp, .stopped: true
        case .serverClosed(let reason): reason.code == .normal
        }
    }

    private static func report(_ result: ReplayReport) -> Report {
        let stream = result.stream
        return Report(
            framesSent: stream.framesSent, framesOfSpeech: result.framesOfSpeech, messagesHeard: stream.mediaReceived,
            secondsHeard: Double(stream.bytesHeard) / 8000, secondsCleared: Double(stream.bytesCleared) / 8000,
            marks: stream.marksReceived, clears: stream.clearsReceived, heardMatchesSent: stream.heardMatchesSent,
            ended: ending(stream.end))
    }

    private static func ending(_ end: StreamReport.End) -> String {
        switch end {
        case .callerHungUp: "the caller hung up"
        case .stopped: "the call was ended"
        case .serverClosed(let reason):
            "the bridge closed with \(reason.code.rawValue)\(reason.reason.isEmpty ? "" : " (\(reason.reason))")"
        }
    }

    private static func text(_ report: Report) -> String {
        """
        sent    \(report.framesSent) frames of 20 ms, \(report.framesOfSpeech) of them from the recording
        heard   \(report.secondsHeard.formatted(decimals: 2)) s in \(report.messagesHeard) messages; \
        \(report.secondsCleared.formatted(decimals: 2)) s were cleared
        ended   \(report.ended)
        """
    }
}
