import Transport

/// What all conversations of one simulated agent vendor share.
final class AgentCore: Sendable {
    /// A persona and its voice.
    struct Agent: Sendable {
        let persona: AgentPersona
        let voice: AgentVoice

        init(_ persona: AgentPersona) {
            self.persona = persona
            voice = AgentVoice(persona)
        }
    }

    let configuration: AgentSimulator.Configuration
    let signatures = SignatureBook()
    let reports = ReportBook<AgentReport>()
    let feed = EventFeed<SimulatedCallEvent>()
    let postCall: PostCallSender
    private let usual: Agent
    private let named: [String: Agent]

    init(_ configuration: AgentSimulator.Configuration, on group: EventLoopGroup) {
        self.configuration = configuration
        postCall = PostCallSender(on: group)
        usual = Agent(configuration.persona)
        named = configuration.agents.mapValues { Agent($0) }
    }

    /// The agent of this id; `nil` where only named ones exist.
    func agent(_ id: String) -> Agent? { named[id] ?? (configuration.knowsOnlyNamedAgents ? nil : usual) }

    /// A conversation has ended.
    func ended(_ report: AgentReport) {
        reports.finish(report.conversationID, report)
        feed.tell(.conversationEnded(report))
        postCall.ended(report)
    }
}
