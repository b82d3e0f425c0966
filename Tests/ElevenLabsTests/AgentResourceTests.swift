import Foundation
import HTTP
import Testing

@testable import ElevenLabs

@Suite("An agent as its vendor has it")
struct AgentResourceTests {
    private func agent(_ json: String) throws -> AgentResource {
        try AgentResource(answer: HTTPResponse(.ok, body: Array(json.utf8)))
    }

    @Test("formats, events, overrides and the variables of all its words and tools")
    func read() throws {
        let agent = try agent(
            #"""
            {"agent_id":"agent_1","name":"Ada","conversation_config":{
            "asr":{"user_input_audio_format":"ulaw_8000"},"tts":{"agent_output_audio_format":"pcm_24000"},
            "conversation":{"client_events":["audio","interruption"]},
            "agent":{"first_message":"Hi {{ name }}, it is {{system__time}}.","prompt":{"prompt":"{{name}} {{{order}}} {{not closed",
            "tools":[{"url":"https://x.example/{{customer-id}}","headers":{"key":"{{secret__key}}"}}]}}},
            "platform_settings":{"overrides":{"conversation_config_override":{"agent":{"first_message":true,"language":false,
            "prompt":{"prompt":true}},"tts":{"voice_id":false}}}}}
            """#)
        #expect(agent.name == "Ada")
        #expect(agent.inputFormat == "ulaw_8000")
        #expect(agent.outputFormat == "pcm_24000")
        #expect(agent.clientEvents == ["audio", "interruption"])
        #expect(agent.variables == ["name", "order", "customer-id"])
        #expect(agent.allowedOverrides == ["agent.first_message", "agent.prompt.prompt"])
    }

    @Test("what is left out is as the vendor has it by default")
    func defaults() throws {
        let agent = try agent(#"{"agent_id":"agent_1"}"#)
        #expect(agent.outputFormat == "pcm_16000")
        #expect(agent.clientEvents == nil)
        // The vendor's own list has no tools and no corrections in it.
        #expect(
            agent.misfits == [
                .unloggedEvent("agent_response_correction"), .unloggedEvent("client_tool_call"),
                .unloggedEvent("agent_tool_response"),
            ])
        #expect(agent.misfits.allSatisfy { !$0.isFatal })
    }

    @Test("what a call would suffer from, the fatal first")
    func misfits() {
        var agent = AgentResource(agentID: "a", name: "")
        (agent.outputFormat, agent.inputFormat) = ("opus_48000", "mp3_44100")
        agent.clientEvents = AgentResource.loggedEvents
        #expect(
            agent.misfits == [
                .unsupportedFormat("mp3_44100"), .unsupportedFormat("opus_48000"), .missingEvent("audio"),
                .missingEvent("interruption"),
            ])
        agent.variables = ["b", "a", "c"]
        agent.allowedOverrides = ["agent.language"]
        #expect(
            agent.misfits(variables: ["b"], overrides: ["agent.language", "tts.voice_id"]) == [
                .missingVariable("a"), .missingVariable("c"), .overrideNotAllowed("tts.voice_id"),
            ])
    }

    @Test("refusals and what is no agent are errors")
    func refused() {
        for (status, body) in [(404, #"{"detail":{"status":"document_not_found","message":"no"}}"#), (200, "[]")] {
            #expect(throws: ElevenLabsRESTError.self) {
                try AgentResource(answer: HTTPResponse(HTTPStatus(code: status), body: Array(body.utf8)))
            }
        }
    }

    @Test("an id that is none cannot lead elsewhere")
    func address() throws {
        let url = try #require(URLMaker.api)
        let request = ElevenLabsAPI(apiURL: url, apiKey: "k").agentRequest("../conversations?x=1")
        #expect(request.url.absoluteString == "https://api.elevenlabs.io/v1/convai/agents/conversationsx1")
        #expect(request.headers["xi-api-key"] == "k")
    }
}

private enum URLMaker {
    static let api = URL(string: "https://api.elevenlabs.io")
}
