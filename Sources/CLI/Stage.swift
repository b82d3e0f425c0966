import Bridge
import Foundation
import Simulator
import Telemetry
import Transport

/// A whole telephone world in one process: a simulated Twilio, the real bridge, and a simulated agent, over loopback.
///
/// The simulators have a loop of their own, so that what they do is not the bridge's time.
final class Stage: Sendable {
    /// Who plays, and how the bridge is set up.
    struct Settings: Sendable {
        /// The agent of every call.
        var persona: AgentPersona
        /// Who is called.
        var callee: Callee
        /// Whether the callee's ear is kept, silence included.
        var recordsLine = false
        /// What goes wrong with Twilio's marks.
        var markFaults = MarkFaults()
        /// Where the bridge listens; port 0 is a free one.
        var listen: SocketAddress = .loopback()
        /// Who may connect to the media path.
        var mediaAuth: Configuration.MediaAuth = .token
        /// Where calls are kept.
        var database: String
        /// More settings of the bridge's, by name.
        var more: [String: String] = [:]
        /// The bridge's event loops.
        var loops: Int?
        /// The bridge's deadlines.
        var limits = CallLimits()
        /// More of the simulated vendors' settings.
        var twilio: @Sendable (inout TwilioSimulator.Configuration) -> Void = { _ in }
        /// See `twilio`.
        var agents: @Sendable (inout AgentSimulator.Configuration) -> Void = { _ in }
        /// The bridge's log.
        var log: Log = .silent
    }

    /// The account that exists here only.
    static let accountSID = "AC00000000000000000000000000000001"
    static let authToken = "simulated-auth-token"
    static let ownNumber = "+12125550199"
    static let calleeNumber = "+12125550100"
    static let agentID = "agent_demo"
    static let apiKey = "simulated-api-key"

    let twilio: TwilioSimulator
    let agents: AgentSimulator
    let server: Server
    /// Where its calls are kept.
    let database: String
    /// The bridge's settings by name, with the public URL as it turned out.
    let settings: [String: String]
    private let group: EventLoopGroup

    /// Sets everything up; a call can be placed at once.
    init(_ settings: Settings) async throws {
        group = EventLoopGroup(count: 1)
        var agentSettings = AgentSimulator.Configuration(
            apiKey: Self.apiKey, requiresAuthorization: true, persona: settings.persona)
        settings.agents(&agentSettings)
        agents = try await AgentSimulator(agentSettings, on: group)
        var twilioSettings = TwilioSimulator.Configuration(
            accountSID: Self.accountSID, authToken: Self.authToken, ownNumbers: [Self.ownNumber],
            callee: settings.callee, recordsLine: settings.recordsLine, markFaults: settings.markFaults)
        settings.twilio(&twilioSettings)
        twilio = try await TwilioSimulator(twilioSettings, on: group)
        database = settings.database
        let usual = [
            Setting.twilioAccountSID.name: Self.accountSID,
            Setting.twilioAuthToken.name: Self.authToken,
            Setting.twilioPhoneNumber.name: Self.ownNumber,
            Setting.twilioAPIURL.name: twilio.baseURL,
            Setting.elevenLabsAPIKey.name: Self.apiKey,
            Setting.elevenLabsAgentID.name: Self.agentID,
            Setting.elevenLabsAPIURL.name: agents.baseURL,
            Setting.publicURL.name: "http://\(settings.listen)",
            Setting.mediaAuth.name: settings.mediaAuth.rawValue,
            Setting.database.name: settings.database,
        ]
        let values = usual.merging(settings.more) { $1 }
        var configuration = try Configuration(values)
        configuration.listen = settings.listen
        // The real port is known only once the bridge listens.
        configuration.publicURL = nil
        server = try await Server(configuration, loops: settings.loops, log: settings.log, limits: settings.limits)
        self.settings = values.merging([Setting.publicURL.name: "http://\(server.address)"]) { $1 }
    }

    /// Where the bridge's API is found.
    var baseURL: String { "http://\(server.address)" }

    /// Ends everything.
    func strike() async {
        await server.stop()
        await twilio.stop()
        await agents.stop()
        await group.shutDown()
    }
}
