import Twilio

extension FuzzTarget {
    /// TwiML documents, read by the simulated Twilio only.
    static let twiML = FuzzTarget("twiml", upTo: 1024) { bytes throws(FuzzFinding) in
        guard let document = try? TwiML(parsing: bytes.span) else { return }
        let again = try? TwiML(parsing: Array(document.text.utf8).span)
        try demandSame(again, document, "a document written again is the same")
    }
}
