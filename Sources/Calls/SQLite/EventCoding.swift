import FoundationEssentials
import JSONWire

/// An event's kind as the table keeps it: a word and a JSON object.
///
/// The words and keys are part of the schema: rows written long ago are read by them.
struct EventCoding {
    /// Everything that any kind has to say; each uses a few.
    private struct Body: Codable {
        var sid: String?
        var status: String?
        var duration: Int?
        var conversation: String?
        var agentOutput: String?
        var userInput: String?
        var text: String?
        var original: String?
        var event: Int?
        var response: String?
        var id: String?
        var name: String?
        var parameters: String?
        var isError: Bool?
        var code: String?
        var frames: FrameCounts?
        var heard: HeardResponse?
        var latency: TurnLatency?
        var sound: SoundCounts?
    }

    private let encoder: JSONEncoder

    init() {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func encode(_ kind: CallEvent.Kind) throws(CallStoreError) -> (kind: String, body: String) {
        let (word, body) = Self.split(kind)
        guard let bytes = try? encoder.encode(body) else { throw .unreadable("event \(word)") }
        return (word, String(decoding: bytes, as: UTF8.self))
    }

    func decode(kind word: String, body text: String) throws(CallStoreError) -> CallEvent.Kind {
        guard let body = body(text), let kind = Self.join(word, body) else { throw .unreadable("event \(word)") }
        return kind
    }

    /// Reads a body in place: a page of calls has hundreds, and `JSONDecoder` takes ten times as long for each.
    private func body(_ text: String) -> Body? {
        do throws(JSONError) {
            let bytes = text.utf8.span
            var (cursor, body) = (JSONCursor(), Body())
            guard try cursor.enterObject(in: bytes) else { return nil }
            while let key = try cursor.nextKey(in: bytes) {
                switch key.text(in: bytes) {
                case "sid": body.sid = try cursor.string(in: bytes)?.text(in: bytes)
                case "status": body.status = try cursor.string(in: bytes)?.text(in: bytes)
                case "duration": body.duration = try cursor.integer(in: bytes)
                case "conversation": body.conversation = try cursor.string(in: bytes)?.text(in: bytes)
                case "agentOutput": body.agentOutput = try cursor.string(in: bytes)?.text(in: bytes)
                case "userInput": body.userInput = try cursor.string(in: bytes)?.text(in: bytes)
                case "text": body.text = try cursor.string(in: bytes)?.text(in: bytes)
                case "original": body.original = try cursor.string(in: bytes)?.text(in: bytes)
                case "event": body.event = try cursor.integer(in: bytes)
                case "response": body.response = try cursor.string(in: bytes)?.text(in: bytes)
                case "id": body.id = try cursor.string(in: bytes)?.text(in: bytes)
                case "name": body.name = try cursor.string(in: bytes)?.text(in: bytes)
                case "parameters": body.parameters = try cursor.string(in: bytes)?.text(in: bytes)
                case "isError": body.isError = try cursor.boolean(in: bytes)
                case "code": body.code = try cursor.string(in: bytes)?.text(in: bytes)
                case "frames": body.frames = FrameCounts(reading: bytes.extracting(try cursor.value(in: bytes)))
                case "heard": body.heard = HeardResponse(reading: bytes.extracting(try cursor.value(in: bytes)))
                case "latency": body.latency = TurnLatency(reading: bytes.extracting(try cursor.value(in: bytes)))
                case "sound": body.sound = SoundCounts(reading: bytes.extracting(try cursor.value(in: bytes)))
                default: try cursor.skip(in: bytes)
                }
            }
            try cursor.end(in: bytes)
            return body
        } catch {
            return nil
        }
    }

    private static func text(of report: VendorReport) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func report(_ text: String) -> VendorReport? {
        try? JSONDecoder().decode(VendorReport.self, from: Data(text.utf8))
    }

    private static func split(_ kind: CallEvent.Kind) -> (String, Body) {
        switch kind {
        case .dialed(let sid):
            ("dialed", Body(sid: sid))
        case .status(let status, let duration):
            ("status", Body(status: status.rawValue, duration: duration))
        case .streamStarted(let sid):
            ("stream-started", Body(sid: sid))
        case .conversationStarted(let id, let agentOutput, let userInput):
            ("conversation-started", Body(conversation: id, agentOutput: agentOutput, userInput: userInput))
        case .userTranscript(let text, let event):
            ("user-transcript", Body(text: text, event: event))
        case .agentResponse(let text, let response, let event):
            ("agent-response", Body(text: text, event: event, response: response))
        case .agentCorrection(let original, let corrected, let response):
            ("agent-correction", Body(text: corrected, original: original, response: response))
        case .agentHeard(let heard):
            ("agent-heard", Body(heard: heard))
        case .turnLatency(let latency):
            ("turn-latency", Body(latency: latency))
        case .hangUpCalledOff:
            ("hang-up-called-off", Body())
        case .sound(let counts):
            ("sound", Body(sound: counts))
        case .interruption(let event):
            ("interruption", Body(event: event))
        case .toolCall(let id, let name, let parameters):
            ("tool-call", Body(id: id, name: name, parameters: parameters))
        case .toolResult(let id, let result, let isError):
            ("tool-result", Body(text: result, id: id, isError: isError))
        case .toolReport(let id, let name, let kind, let isError):
            ("tool-report", Body(id: id, name: name, isError: isError, code: kind))
        case .keypad(let digit):
            ("keypad", Body(text: digit))
        case .problem(let code, let message):
            ("problem", Body(text: message, code: code))
        case .reportedProblem(let code, let message):
            ("reported-problem", Body(text: message, code: code))
        case .answeredBy(let word, let milliseconds):
            ("answered-by", Body(duration: milliseconds, code: word))
        case .vendorReport(let report):
            // A text in the text: the members of a long report are more than one JSON text may have to be read in place.
            ("vendor-report", Body(text: Self.text(of: report)))
        case .frames(let counts):
            ("frames", Body(frames: counts))
        case .ended(let reason, let detail):
            ("ended", Body(text: detail, code: reason.rawValue))
        }
    }

    private static func join(_ word: String, _ body: Body) -> CallEvent.Kind? {
        switch word {
        case "dialed":
            body.sid.map { .dialed(twilioCallSID: $0) }
        case "status":
            body.status.flatMap(CallStatus.init(rawValue:)).map { .status($0, duration: body.duration) }
        case "stream-started":
            body.sid.map { .streamStarted(streamSID: $0) }
        case "conversation-started":
            body.conversation.map {
                .conversationStarted(
                    conversationID: $0, agentOutput: body.agentOutput ?? "", userInput: body.userInput ?? "")
            }
        case "user-transcript":
            body.text.map { .userTranscript(text: $0, eventID: body.event) }
        case "agent-response":
            body.text.map { .agentResponse(text: $0, responseID: body.response, eventID: body.event) }
        case "agent-correction":
            body.text.map {
                .agentCorrection(original: body.original ?? "", corrected: $0, responseID: body.response)
            }
        case "agent-heard":
            body.heard.map { .agentHeard($0) }
        case "turn-latency":
            body.latency.map { .turnLatency($0) }
        case "hang-up-called-off":
            .hangUpCalledOff
        case "sound":
            body.sound.map { .sound($0) }
        case "interruption":
            body.event.map { .interruption(eventID: $0) }
        case "tool-call":
            body.id.map { .toolCall(id: $0, name: body.name ?? "", parameters: body.parameters ?? "{}") }
        case "tool-result":
            body.id.map { .toolResult(id: $0, result: body.text ?? "", isError: body.isError ?? false) }
        case "tool-report":
            body.id.map {
                .toolReport(id: $0, name: body.name ?? "", kind: body.code ?? "", isError: body.isError ?? false)
            }
        case "keypad":
            body.text.map { .keypad(digit: $0) }
        case "problem":
            body.code.map { .problem(code: $0, message: body.text ?? "") }
        case "reported-problem":
            body.code.map { .reportedProblem(code: $0, message: body.text ?? "") }
        case "answered-by":
            body.code.map { .answeredBy($0, milliseconds: body.duration) }
        case "vendor-report":
            body.text.flatMap(report).map { .vendorReport($0) }
        case "frames":
            body.frames.map { .frames($0) }
        case "ended":
            body.code.flatMap(CallEndReason.init(rawValue:)).map { .ended($0, detail: body.text ?? "") }
        default:
            nil
        }
    }
}
