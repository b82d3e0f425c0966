import Foundation
import HTTP
import Testing
import Twilio

@Suite struct TwilioAccountTests {
    private func account(_ apiURL: String = "https://api.twilio.com") throws -> TwilioAccount {
        TwilioAccount(
            accountSID: Trace.accountSID, authToken: Trace.authToken, apiURL: try #require(URL(string: apiURL)))
    }

    @Test("an order is the request of the trace, field by field")
    func createCall() throws {
        let line = try #require(try Trace().lines.first { $0.via == "rest" })
        let request = try account().createCall(
            CallOrder(
                to: "+14155550100", from: "+12125550199", url: "https://bridge.example.com/twilio/voice",
                statusCallback: "https://bridge.example.com/twilio/status", ringTimeout: 30, timeLimit: 600,
                answeredByCallback: "https://bridge.example.com/twilio/amd"))
        #expect(request.method == .post)
        #expect(request.url.absoluteString == line.string("url"))
        #expect(request.headers["Authorization"] == line.header("Authorization"))
        #expect(request.headers["Content-Type"] == line.header("Content-Type"))
        let fields = try #require(FormCoding.decode(request.body))
        #expect(fields.sorted(by: { $0.name < $1.name }) == line.form.sorted(by: { $0.name < $1.name }))
        #expect(String(decoding: request.body, as: UTF8.self).contains("To=%2B14155550100&"))
    }

    @Test("what is not ordered is not sent")
    func plainOrder() throws {
        let order = CallOrder(to: "+1", from: "+2", url: "https://e.com/v")
        #expect(
            FormCoding.decode(try account().createCall(order).body)
                == [.init("To", "+1"), .init("From", "+2"), .init("Url", "https://e.com/v"), .init("Method", "POST")])
    }

    @Test("calls are ended, cancelled and asked for by their SID, under any base")
    func updates() throws {
        let account = try account("http://127.0.0.1:8080/twilio/")
        let url = "http://127.0.0.1:8080/twilio/2010-04-01/Accounts/\(Trace.accountSID)/Calls/CA1.json"
        let hangUp = account.hangUp(callSID: "CA1")
        #expect(hangUp.method == .post && hangUp.url.absoluteString == url)
        #expect(hangUp.body == Array("Status=completed".utf8))
        #expect(account.cancel(callSID: "CA1").body == Array("Status=canceled".utf8))
        let fetch = account.fetch(callSID: "CA1")
        #expect(fetch.method == .get && fetch.url.absoluteString == url && fetch.body.isEmpty)
    }

    @Test("a SID that is none cannot lead elsewhere", arguments: ["../../x", "a/b", "a?b=c", "a#b", "a%2fb", ""])
    func strangeSID(_ sid: String) throws {
        let url = try account().fetch(callSID: sid).url
        #expect(url.host() == "api.twilio.com")
        #expect(url.query() == nil && url.fragment() == nil)
        #expect(url.path().hasPrefix("/2010-04-01/Accounts/\(Trace.accountSID)/Calls"), "\(url)")
        #expect(!url.path().contains(".."), "\(url)")
    }

    @Test("lists are filtered with every plus and comparison escaped")
    func list() throws {
        let request = try account().listCalls(
            to: "+14155550100", from: "+12125550199", startedAfter: Date(timeIntervalSince1970: 1_773_655_200))
        #expect(
            request.url.absoluteString
                == "https://api.twilio.com/2010-04-01/Accounts/\(Trace.accountSID)/Calls.json"
                + "?To=%2B14155550100&From=%2B12125550199&StartTime%3E=2026-03-16T10%3A00%3A00Z")
        #expect(try account().listCalls(to: nil, from: nil, startedAfter: nil).url.query() == nil)
    }
}
