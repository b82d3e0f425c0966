import Calls
import ElevenLabs
import Foundation
import HTTP

// ElevenLabs: the key, and the agents.
extension Doctor {
    /// Agents looked at; more would take long.
    private static let agentLimit = 20

    private var api: ElevenLabsAPI {
        ElevenLabsAPI(apiURL: configuration.elevenLabsAPIURL, apiKey: configuration.elevenLabsAPIKey)
    }

    func elevenLabs() async -> [Checkup] {
        guard configuration.elevenLabsAPIKey != nil else {
            return [.skipped("elevenlabs-key", "none is set"), .skipped("elevenlabs-agent", "needs a key")]
        }
        let key = await key()
        guard key.outcome == .pass else { return [key, .skipped("elevenlabs-agent", "the key comes first")] }
        let agents = await agentIDs()
        guard !agents.isEmpty else {
            return [
                key,
                .warning(
                    "elevenlabs-agent", "no agent is set or registered",
                    "set \(Setting.elevenLabsAgentID.name), or use 'voicebridge agents add'"),
            ]
        }
        var checkups = [key]
        for agent in agents.prefix(Self.agentLimit) { checkups.append(await self.agent(agent)) }
        return checkups
    }

    private func key() async -> Checkup {
        switch await send(api.agentsRequest()) {
        case .failure(let error):
            return .fail("elevenlabs-key", "ElevenLabs cannot be reached: \(error.words)", error.remedy)
        case .success(let answer) where answer.status == .ok:
            return .pass("elevenlabs-key", "ElevenLabs takes it")
        case .success(let answer):
            return .fail(
                "elevenlabs-key", "ElevenLabs refuses it: \(ElevenLabsRESTError(response: answer).message)",
                "make a key in ElevenLabs' settings that may use agents, and set \(Setting.elevenLabsAPIKey.name)")
        }
    }

    /// The default agent, and those that are registered.
    private func agentIDs() async -> [String] {
        var ids = [configuration.elevenLabsAgentID].compactMap(\.self)
        if FileManager.default.fileExists(atPath: configuration.database),
            let agents = try? await SQLiteStore.agents(in: configuration.database)
        {
            for agent in agents where !ids.contains(agent.elevenLabsAgentID) { ids.append(agent.elevenLabsAgentID) }
        }
        return ids
    }

    private func agent(_ id: String) async -> Checkup {
        let name = "elevenlabs-agent"
        switch await send(api.agentRequest(id)) {
        case .failure(let error): return .fail(name, "\(id) cannot be looked at: \(error.words)", error.remedy)
        case .success(let answer):
            do throws(ElevenLabsRESTError) {
                return Self.judge(try AgentResource(answer: answer))
            } catch {
                return .fail(
                    name, "\(id): \(error.message)",
                    "take an id from ElevenLabs' dashboard, in the workspace of this key")
            }
        }
    }

    private static func judge(_ agent: AgentResource) -> Checkup {
        let name = "elevenlabs-agent"
        let misfits = agent.misfits
        let words = misfits.map { misfit in
            switch misfit {
            case .unsupportedFormat(let format): "uses the format '\(format)'"
            case .missingEvent(let event), .unloggedEvent(let event): "does not send '\(event)'"
            case .missingVariable(let variable): "needs {{\(variable)}}"
            case .overrideNotAllowed(let path): "does not allow '\(path)'"
            }
        }
        let list = "\(agent.agentID) " + words.joined(separator: ", ")
        let remedy = "change its voice settings and client events in ElevenLabs' dashboard"
        if misfits.contains(where: \.isFatal) { return .fail(name, list, remedy) }
        if !misfits.isEmpty { return .warning(name, "\(list): the log will lack that", remedy) }
        let needs = agent.variables.isEmpty ? "" : ", needs " + agent.variables.sorted().joined(separator: ", ")
        return .pass(
            name, "\(agent.agentID) speaks \(agent.outputFormat), hears \(agent.inputFormat)\(needs)")
    }
}
