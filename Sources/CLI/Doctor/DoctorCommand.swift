import Foundation
import Transport

/// `voicebridge doctor`: looks at everything that must be right for a call.
enum DoctorCommand: Command {
    private struct Report: Encodable {
        let ok: Bool
        let checks: [Checkup]
    }

    static let syntax = CommandSyntax(
        name: "doctor",
        summary: "Look at everything that must be right for a call, and say what to do.",
        options: [.init("json", nil, "print one JSON object")],
        notes: """
            Settings, disk, database, file descriptors; Twilio's account and number; ElevenLabs' key and agents; the clock; and the
            way through the public URL: name, certificate, webhooks with right and wrong signatures, and the media socket.
            Run it beside 'serve', in the same folder and environment. The exit code is 0 where nothing fails, 1 otherwise.
            """)

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let checkups = await examine()
        let failures = checkups.count { $0.outcome == .fail }
        let isWell = failures == 0
        if arguments.flags.contains("json") {
            print(try JSONText.of(Report(ok: isWell, checks: checkups)))
        } else {
            for checkup in checkups { print(checkup.text) }
            print(isWell ? "Nothing fails." : failures == 1 ? "One check fails." : "\(failures) checks fail.")
        }
        return isWell ? 0 : 1
    }

    private static func examine() async -> [Checkup] {
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try Configuration.load()
        } catch {
            return Doctor.checkups(of: error)
        }
        return await examine(configuration)
    }

    /// Examines by these settings.
    static func examine(_ configuration: Configuration) async -> [Checkup] {
        let tls: TLSContext
        do {
            tls = try TLSContext(clientTrusting: configuration.caFile)
        } catch {
            return [.fail("settings", "\(Setting.caFile.name) cannot be used: \(error)", "name a file in PEM")]
        }
        let group = EventLoopGroup(count: 1)
        let http = HTTPClient(on: group, tls: tls)
        let checkups = await Doctor(
            configuration: configuration, tools: .init(http: http, tls: tls, group: group)
        ).examine()
        await http.shutDown()
        await group.shutDown()
        return checkups
    }
}
