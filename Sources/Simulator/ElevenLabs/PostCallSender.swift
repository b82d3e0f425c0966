import ElevenLabs
import FoundationEssentials
import HTTP
import JSONWire
import Synchronization
import Transport
import WebSocket

/// Tells of conversations after their end, signed, as the vendor's webhooks do: each once, whatever the answer.
final class PostCallSender: Sendable {
    private struct Destination {
        let url: URL
        let secret: String
    }

    private let client: HTTPClient
    private let destination = Mutex<Destination?>(nil)
    private let answers = ReportBook<Int>()

    init(on group: EventLoopGroup) { client = HTTPClient(on: group, tls: nil) }

    /// From now on conversations are told there.
    func send(to url: URL, secret: String) {
        destination.withLock { $0 = Destination(url: url, secret: secret) }
    }

    /// A conversation has ended.
    func ended(_ report: AgentReport) {
        guard let destination = destination.withLock({ $0 }) else { return }
        Task {
            let status = await post(Self.transcription(report), to: destination)
            answers.finish(report.conversationID, status)
        }
    }

    /// The status of the answer, once there is one; 0 where none came.
    func answer(_ conversationID: String) async -> Int? { await answers.ended(conversationID) }

    func shutDown() async { await client.shutDown() }

    private func post(_ body: [UInt8], to destination: Destination) async -> Int {
        let now = Int(Date().timeIntervalSince1970)
        let headers: HTTPHeaders = [
            "Content-Type": "application/json",
            WebhookSignature.header: WebhookSignature(secret: destination.secret).sign(body, at: now),
        ]
        let request = OutgoingRequest(.post, destination.url, headers: headers, body: body)
        return (try? await client.send(request))?.status.code ?? 0
    }

    // MARK: The body

    private static func transcription(_ report: AgentReport) -> [UInt8] {
        var body = Array(#"{"type":"post_call_transcription","event_timestamp":"#.utf8)
        JSONText.appendInteger(Int(Date().timeIntervalSince1970), into: &body)
        JSONText.append(#","data":{"agent_id":"#, into: &body)
        JSONText.appendString(report.agentID, into: &body)
        JSONText.append(#","conversation_id":"#, into: &body)
        JSONText.appendString(report.conversationID, into: &body)
        JSONText.append(#","status":"done","transcript":["#, into: &body)
        appendLines(report, into: &body)
        JSONText.append(#"],"metadata":{"call_duration_secs":"#, into: &body)
        JSONText.appendInteger(Int(report.duration / .seconds(1)), into: &body)
        JSONText.append(#","cost":100,"termination_reason":"#, into: &body)
        JSONText.appendString("Client disconnected: \(report.close?.code.rawValue ?? 1006)", into: &body)
        JSONText.append(
            #"},"analysis":{"call_successful":"success","transcript_summary":"A simulated call."}}}"#, into: &body)
        return body
    }

    private static func appendLines(_ report: AgentReport, into body: inout [UInt8]) {
        var isFirst = true
        for message in report.trace where message.isFromAgent {
            guard let (role, words) = line(Array(message.text.utf8)) else { continue }
            JSONText.append(isFirst ? #"{"role":"# : #",{"role":"#, into: &body)
            JSONText.appendString(role, into: &body)
            JSONText.append(#","message":"#, into: &body)
            JSONText.appendString(words, into: &body)
            JSONText.append(#","time_in_call_secs":"#, into: &body)
            JSONText.appendInteger(Int(message.time / .seconds(1)), into: &body)
            JSONText.append("}", into: &body)
            isFirst = false
        }
    }

    /// What was said in a message of the conversation, and by whom.
    private static func line(_ message: [UInt8]) -> (role: String, words: String)? {
        guard let event = try? ConversationEvent(decoding: message.span) else { return nil }
        switch event {
        case .agentResponse(let text, _, _): return ("agent", text)
        case .userTranscript(let text, _): return ("user", text)
        case .metadata, .audio, .ping, .interruption, .agentResponseCorrection, .agentResponseComplete, .clientToolCall,
            .agentToolResponse, .error, .queueStatus, .unrecognized:
            return nil
        }
    }
}
