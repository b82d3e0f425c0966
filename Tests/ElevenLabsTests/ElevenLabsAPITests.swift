import ElevenLabs
import Foundation
import HTTP
import Testing

@Suite struct ElevenLabsAPITests {
    private func api(_ url: String, key: String? = "k") throws -> ElevenLabsAPI {
        ElevenLabsAPI(apiURL: try #require(URL(string: url)), apiKey: key)
    }

    @Test(
        "the conversation's scheme follows the API's, and a base path stays in front",
        arguments: [
            ("https://api.elevenlabs.io", "wss://api.elevenlabs.io/v1/convai/conversation?agent_id=agent_1"),
            (
                "https://api.eu.residency.elevenlabs.io/",
                "wss://api.eu.residency.elevenlabs.io/v1/convai/conversation?agent_id=agent_1"
            ),
            ("http://127.0.0.1:8123", "ws://127.0.0.1:8123/v1/convai/conversation?agent_id=agent_1"),
            ("HTTP://127.0.0.1:8123/base/", "ws://127.0.0.1:8123/base/v1/convai/conversation?agent_id=agent_1"),
        ])
    func conversationURL(_ base: String, _ expected: String) throws {
        #expect(try api(base).conversationURL(agentID: "agent_1").absoluteString == expected)
    }

    @Test("an agent's id cannot change the query")
    func strangeAgentID() throws {
        let url = try api("https://e.com").conversationURL(agentID: "a&b=c#d e+f")
        #expect(url.absoluteString == "wss://e.com/v1/convai/conversation?agent_id=a%26b%3Dc%23d%20e%2Bf")
    }

    @Test("a signed URL is asked for with the key, and used as it stands")
    func signedURL() throws {
        let api = try api("https://api.elevenlabs.io")
        let request = api.signedURLRequest(agentID: "agent_1")
        #expect(request.method == .get && request.headers["xi-api-key"] == "k")
        #expect(
            request.url.absoluteString
                == "https://api.elevenlabs.io/v1/convai/conversation/get-signed-url?agent_id=agent_1")
        #expect(api.keyHeaders == ["xi-api-key": "k"])
        #expect(try self.api("https://e.com", key: nil).keyHeaders == [:])
        #expect(try self.api("https://e.com", key: nil).signedURLRequest(agentID: "a").headers["xi-api-key"] == nil)
        let signed =
            "wss://api.elevenlabs.io/v1/convai/conversation?agent_id=agent_1&conversation_signature=cvtkn_a%2Fb"
        let answer = HTTPResponse(.ok, body: Array(#"{"signed_url":"\#(signed)"}"#.utf8))
        #expect(try api.signedURL(from: answer).absoluteString == signed)
    }

    @Test(
        "an answer without a socket's address is an error",
        arguments: ["", "{}", #"{"signed_url":null}"#, #"{"signed_url":"https://e.com/"}"#, #"{"signed_url":"wss:"}"#])
    func noSignedURL(_ body: String) throws {
        let api = try api("https://e.com")
        #expect(throws: ElevenLabsRESTError(status: 200, code: nil, message: "The answer has no signed URL.")) {
            try api.signedURL(from: HTTPResponse(.ok, body: Array(body.utf8)))
        }
    }

    @Test(
        "a refusal says what the vendor says, in each of its shapes",
        arguments: [
            (
                401, #"{"detail":{"status":"invalid_api_key","message":"Invalid API key"}}"#, "invalid_api_key",
                "Invalid API key"
            ),
            (
                422, #"{"detail":[{"loc":["query","agent_id"],"msg":"Field required","type":"missing"}]}"#, nil,
                "Field required"
            ), (404, #"{"detail":"Not Found"}"#, nil, "Not Found"),
            (500, "Internal Server Error", nil, "ElevenLabs answered with HTTP status 500."),
            (502, #"{"detail":[]}"#, nil, "ElevenLabs answered with HTTP status 502."),
        ] as [(Int, String, String?, String)])
    func refusal(_ status: Int, _ body: String, _ code: String?, _ message: String) throws {
        let api = try api("https://e.com")
        #expect(throws: ElevenLabsRESTError(status: status, code: code, message: message)) {
            try api.signedURL(from: HTTPResponse(HTTPStatus(code: status), body: Array(body.utf8)))
        }
    }
}
