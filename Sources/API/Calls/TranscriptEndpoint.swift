import Calls
import HTTP

/// `GET /api/calls/:id/transcript`: what was said, as JSON, as text or as subtitles (`format=json`, `text`, `vtt`).
struct TranscriptEndpoint {
    enum Format: String, CaseIterable {
        case json
        case text
        case vtt
    }

    struct Answer: Encodable {
        let success = true
        let callLogId: String
        @OrNull var callId: String?
        let transcript: [TranscriptView.Line]
    }

    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let format = try ListQuery(target: request.target).choice("format", of: Format.allCases) ?? .json
        let log = try await environment.callLog(of: request)
        let lines = TranscriptView(log.events).lines
        switch format {
        case .json:
            return JSONAnswer.make(
                .ok, Answer(callLogId: log.call.id.hex, callId: log.call.twilioCallSID, transcript: lines))
        case .text:
            return Self.answer(TranscriptText.plain(lines), "text/plain")
        case .vtt:
            return Self.answer(TranscriptText.webVTT(lines, duration: log.call.duration), "text/vtt")
        }
    }

    private static func answer(_ text: String, _ type: String) -> HTTPResponse {
        HTTPResponse(.ok, headers: ["Content-Type": "\(type); charset=utf-8"], body: Array(text.utf8))
    }
}
