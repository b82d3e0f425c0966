import Calls
import HTTP
import Twilio

/// What all of Twilio's webhooks have in common: they are believed for their signature, and name a call.
struct TwilioWebhook {
    let environment: APIEnvironment

    /// Checks the signature and gives the form. It is made over the public URL that Twilio was told, never over what the
    /// request says of itself.
    func fields(of request: APIRequest) throws(APIError) -> [FormCoding.Field] {
        guard let telephony = environment.settings.telephony else { throw .twilioNotConfigured }
        let signature = RequestSignature(
            authToken: telephony.account.authToken, sharedKey: telephony.sharedKey)
        do throws(SignatureError) {
            return try signature.verify(request.request, url: telephony.publicURL + request.request.target)
        } catch {
            switch error {
            case .malformedForm:
                throw .malformedForm
            case .missing, .repeated, .mismatch, .unsignedBody, .bodyMismatch, .unsupportedSettings:
                throw .signature("\(error)")
            }
        }
    }

    static func malformed(_ error: WebhookError) -> APIError {
        switch error {
        case .missingField(let name):
            APIError(.badRequest, "malformed_form", "The form has no field '\(name)'.", field: name)
        }
    }

    /// The call that a webhook is about: by the id that we put into its URL, or else by Twilio's name for it.
    ///
    /// A call whose order was never answered learns its SID here. `nil` where the two do not belong together.
    func call(_ request: APIRequest, callSID: String) async throws(APIError) -> CallRecord? {
        guard let name = request.target.query("callLogId") else {
            return try await environment.stored { (store) throws(CallStoreError) in
                try await store.call(twilioCallSID: callSID)
            }
        }
        guard let id = RecordID(name) else { return nil }
        let found = try await environment.stored { (store) throws(CallStoreError) in try await store.call(id) }
        guard var call = found else { return nil }
        if call.twilioCallSID == nil {
            environment.record(.dialed(twilioCallSID: callSID), of: id)
            call.twilioCallSID = callSID
        }
        return call.twilioCallSID == callSID ? call : nil
    }
}

extension APIError {
    static let malformedForm = APIError(.badRequest, "malformed_form", "The body is not a form in UTF-8.")
}
