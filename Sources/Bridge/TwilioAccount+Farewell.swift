import HTTP
import Twilio

extension TwilioAccount {
    /// Ends a call, by way of a document that says these words first.
    func endCall(_ callSID: String, saying words: String?) -> OutgoingRequest {
        var request = hangUp(callSID: callSID)
        guard let words else { return request }
        // Twilio: a call takes either a `Status` or new TwiML; the document replaces the running one and its stream.
        let document = TwiML([.say(words), .hangup])
        request.body = FormCoding.encode([FormCoding.Field("Twiml", document.text)])
        return request
    }
}
