import Calls
import ElevenLabs

extension VendorReport {
    /// Takes from ElevenLabs' account of a conversation what a call log shows.
    init(_ conversation: ConversationResource) {
        self.init()
        status = conversation.status
        terminationReason = conversation.terminationReason
        error = conversation.failure.map { failure in
            [failure.code.map { "\($0)" }, failure.reason].compactMap(\.self).joined(separator: " ")
        }
        duration = conversation.duration
        cost = conversation.cost
        outcome = conversation.outcome
        summary = conversation.summary
        title = conversation.title
        evaluation = conversation.evaluation.map { Finding(id: $0.id, value: $0.value, rationale: $0.rationale) }
        collected = conversation.collected.map { Finding(id: $0.id, value: $0.value, rationale: $0.rationale) }
        transcript = conversation.transcript.compactMap { line in
            // A turn that was only a tool call says nothing.
            line.message.map {
                Line(role: line.role, message: $0, timeInCall: line.time, isInterrupted: line.isInterrupted)
            }
        }
    }
}
