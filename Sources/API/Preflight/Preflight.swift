import Calls
import ElevenLabs
import HTTP
import Transport
import Twilio

/// Looks, before a call is paid for, whether it could go well: the agent as ElevenLabs has it, and the number as Twilio does.
///
/// A batch inspects its agent once, and each row by what `PreflightReport.problems` says of its variables.
struct Preflight: Sendable {
    let environment: APIEnvironment

    /// What is known of an agent, and of the number its calls come from. Asks both vendors, at the same time, 5 s at most.
    func inspect(_ agent: AgentChoice) async -> PreflightReport {
        async let number = numberFindings()
        var report = await report(on: agent.elevenLabsAgentID)
        report.findings += await number
        return report
    }

    // MARK: ElevenLabs

    private func report(on agentID: String) async -> PreflightReport {
        guard let api = environment.settings.elevenLabs, api.apiKey != nil else { return PreflightReport([.noKey]) }
        do {
            let answer = try await environment.http.send(api.agentRequest(agentID), deadline: .seconds(5))
            let agent = try AgentResource(answer: answer)
            return PreflightReport(agent.misfits.map(PreflightFinding.init), agent: agent)
        } catch let error as ElevenLabsRESTError {
            return PreflightReport([PreflightFinding(error, agentID: agentID)])
        } catch {
            return PreflightReport([.unreachable("ElevenLabs", "\(error)")])
        }
    }

    // MARK: Twilio

    private func numberFindings() async -> [PreflightFinding] {
        guard let telephony = environment.settings.telephony else { return [.noTwilio] }
        let number = telephony.fromNumber
        do {
            let answer = try await environment.http.send(
                telephony.account.listNumbers(number), deadline: .seconds(5))
            guard let owned = try IncomingNumber.list(answer: answer).first(where: { $0.phoneNumber == number }) else {
                return [.notOwned(number)]
            }
            return owned.capabilities?.voice == false ? [.withoutVoice(number)] : []
        } catch let error as TwilioRESTError {
            return [PreflightFinding(error)]
        } catch {
            return [.unreachable("Twilio", "\(error)")]
        }
    }
}

/// What a look at an agent and a number has brought.
struct PreflightReport: Sendable, Hashable {
    /// What concerns every call.
    var findings: [PreflightFinding]
    /// The agent, where it could be looked at.
    var agent: AgentResource?

    init(_ findings: [PreflightFinding], agent: AgentResource? = nil) {
        self.findings = findings
        self.agent = agent
    }

    /// What the agent needs from every call, in order.
    var requiredVariables: [String] { (agent?.variables ?? []).sorted() }

    /// What a call would lack whose lead brings these variables, besides those that every call has. Empty where it is fit.
    func problems(variables: some Sequence<String>, overrides: Set<String> = []) -> [PreflightFinding] {
        let given = StreamDocument.variableNames.union(variables)
        return (agent?.misfits(variables: given, overrides: overrides) ?? []).map(PreflightFinding.init)
    }
}
