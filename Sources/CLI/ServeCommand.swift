import Foundation
import Telemetry
import Transport

/// `voicebridge serve`: the bridge itself.
enum ServeCommand: Command {
    static let syntax = CommandSyntax(
        name: "serve",
        summary: "Run the bridge: the API, Twilio's webhooks and the media path.",
        options: [
            .init("loops", "N", "event loops, a thread each [one for each core]"),
            .init("check", nil, "check the configuration and end"),
        ],
        notes: """
            SIGHUP has the certificate read again; a change of its file is noticed by itself. Live calls go on.

            \(Setting.help)
            """)

    static func run(_ arguments: Arguments) async throws -> Int32 {
        let loops = try arguments.number("loops", in: 1...256, of: syntax)
        let configuration = try Configuration.load()
        if arguments.flags.contains("check") {
            do throws(CertificateFiles.Unusable) {
                _ = try CertificateFiles(configuration)?.load()
            } catch {
                throw error.problem
            }
            print("The configuration is complete.")
            return 0
        }
        // Shells give 1024, enough for four hundred calls; the connection limit follows from it.
        DescriptorLimit.raise()
        let log = Log(level: configuration.logLevel, sink: DescriptorSink.standardError)
        // Without a certificate SIGHUP does what it does to any program; with one it must not end it while it starts.
        let reloads = configuration.tlsCertificate == nil ? nil : ReloadSignals()
        let lock = try ServingLock(database: configuration.database)
        defer { withExtendedLifetime(lock) {} }
        let server = try await Server(configuration, loops: loops, log: log)
        let reloading = reloads.map { reloads in
            let causes = reloads.causes
            return Task { await server.reloadCertificate(causes) }
        }
        let termination = Termination()
        print(banner(configuration, server.address))
        await termination.wait()
        reloading?.cancel()
        reloads?.end()
        print("Stopping: no new calls are taken; live calls are ended with a goodbye.")
        await server.stop()
        return 0
    }

    private static func banner(_ configuration: Configuration, _ address: SocketAddress) -> String {
        let scheme = configuration.tlsKey == nil ? "http" : "https"
        var lines = ["voicebridge \(VoicebridgeCommand.version) listens on \(scheme)://\(address)"]
        if let publicURL = configuration.publicURL { lines.append("  reached by Twilio as \(publicURL)") }
        lines.append("  calls are kept in \(configuration.database)")
        if configuration.apiKey == nil {
            lines.append(
                "  VOICEBRIDGE_API_KEY is not set: without keys ('voicebridge keys create') only this machine may use the API"
            )
        }
        if configuration.mediaAuth == .none {
            lines.append("  VOICEBRIDGE_MEDIA_AUTH=none: any stream on this machine may connect")
        }
        return lines.joined(separator: "\n")
    }
}
