import Simulator

/// Says what happens in a simulator, a line each.
enum SimulatorNews {
    static func line(_ event: SimulatedCallEvent) -> String? {
        switch event {
        case .placed(let sid, let number): "\(sid) to \(number)"
        case .status(let sid, let status): "\(sid) \(status)"
        case .streamStarted(let sid, let stream): "\(sid) stream \(stream) started"
        case .streamEnded(let report):
            "\(report.callSID) stream ended: \(report.framesSent) frames sent, \(report.mediaReceived) messages received"
        case .callEnded(let report): "\(report.callSID) ended: \(report.status) after \(report.duration) s"
        case .conversationStarted(let id): "\(id) started"
        case .conversationEnded(let report):
            "\(report.conversationID) ended: \(report.callerSound.messages) messages of the caller's, \(report.repliesSent) replies"
        }
    }
}
