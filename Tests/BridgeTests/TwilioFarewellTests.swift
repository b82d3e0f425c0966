import FoundationEssentials
import HTTP
import Testing
import Twilio

@testable import Bridge

@Suite("Ending a phone call by REST") struct TwilioFarewellTests {
    let account = TwilioAccount(
        accountSID: "AC1", authToken: "secret", apiURL: URL(string: "https://api.twilio.com")!)

    @Test("without words the call is completed")
    func silent() {
        #expect(account.endCall("CA1", saying: nil) == account.hangUp(callSID: "CA1"))
    }

    @Test("with words the call gets a document that says them and hangs up, and no status beside it")
    func spoken() throws {
        let request = account.endCall("CA1", saying: "Sorry & goodbye.")
        let silent = account.hangUp(callSID: "CA1")
        #expect(request.url == silent.url)
        #expect(request.headers == silent.headers)
        let fields = try #require(FormCoding.decode(request.body))
        #expect(fields.map(\.name) == ["Twiml"])
        let document = try TwiML(parsing: Array(fields[0].value.utf8).span)
        #expect(document == TwiML([.say("Sorry & goodbye."), .hangup]))
    }
}
