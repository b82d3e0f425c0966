import Foundation
import HTTP
import Testing
import Twilio

@Suite struct CallResourceTests {
    @Test("the answer to an order is read, numbers in strings and all")
    func created() throws {
        let line = try #require(try Trace().lines.first { $0.via == "rest-response" })
        let call = try CallResource(answer: HTTPResponse(.created, body: try #require(line.raw("body"))))
        #expect(
            call
                == CallResource(
                    sid: Trace.callSID, accountSID: Trace.accountSID, to: "+14155550100", from: "+12125550199",
                    status: "queued", direction: "outbound-api", queueTime: 0, priceUnit: "USD"))
    }

    @Test("a call comes back from the JSON a simulator writes, alone and in a list")
    func roundTrip() throws {
        let start = Date(timeIntervalSince1970: 1_773_655_200)
        let call = CallResource(
            sid: "CA1", accountSID: "AC1", to: "+1", from: "+2", status: "completed", direction: "outbound-api",
            duration: 12, answeredBy: "human", dateCreated: start, startTime: start.addingTimeInterval(6),
            endTime: start.addingTimeInterval(18), queueTime: 250, price: "-0.01300", priceUnit: "USD")
        #expect(try CallResource(answer: HTTPResponse(.ok, body: call.json())) == call)
        let text = String(decoding: call.json(), as: UTF8.self)
        #expect(text.contains(#""duration":"12""#))
        #expect(text.contains(#""start_time":"Mon, 16 Mar 2026 10:00:06 +0000""#))
        #expect(text.contains(#""uri":"/2010-04-01/Accounts/AC1/Calls/CA1.json""#))
        let other = CallResource(sid: "CA2", status: "queued")
        let list = HTTPResponse(.ok, body: CallResource.json(list: [call, other]))
        #expect(try CallResource.list(answer: list) == [call, other])
    }

    @Test("numbers may be numbers, or nothing readable")
    func lenientNumbers() throws {
        func duration(_ json: String) throws -> Int? {
            let body = Array(#"{"sid":"CA1","status":"ringing","duration":\#(json)}"#.utf8)
            return try CallResource(answer: HTTPResponse(.ok, body: body)).duration
        }
        #expect(try duration("12") == 12)
        #expect(try duration(#""12""#) == 12)
        #expect(try duration("null") == nil)
        #expect(try duration(#""soon""#) == nil)
    }

    @Test("a refusal is thrown as Twilio words it")
    func refusal() {
        let body = Array(
            #"{"code":21211,"message":"Invalid 'To'","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#
                .utf8)
        #expect(throws: TwilioRESTError(status: 400, code: 21211, message: "Invalid 'To'")) {
            try CallResource(answer: HTTPResponse(.badRequest, body: body))
        }
    }

    @Test("a success that cannot be read is an error that is not safe to retry")
    func unreadable() {
        do {
            _ = try CallResource(answer: HTTPResponse(.created, body: Array("<html>".utf8)))
            Issue.record("taken")
        } catch {
            #expect(error.status == 201 && error.code == nil && !error.isSafeToRetry)
        }
    }
}
