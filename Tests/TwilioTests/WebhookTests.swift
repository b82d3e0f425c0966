import Foundation
import HTTP
import Testing
import Twilio

@Suite struct WebhookTests {
    private func webhooks(_ path: String) throws -> [[FormCoding.Field]] {
        try Trace().lines.filter { $0.via == "webhook" && $0.string("url")?.hasSuffix(path) == true }.map(\.form)
    }

    @Test("the request for TwiML is read")
    func voice() throws {
        let request = try VoiceRequest(fields: try #require(try webhooks("/voice").first))
        #expect(request.callSID == Trace.callSID && request.accountSID == Trace.accountSID)
        #expect(request.from == "+12125550199" && request.to == "+14155550100")
        #expect(request.callStatus == "in-progress" && request.direction == "outbound-api")
        #expect(request.answeredBy == nil && request.callerName == nil && request.errorCode == nil)
    }

    @Test("the reports of a call are read in their order, the last with how it ended")
    func status() throws {
        let reports = try webhooks("/status").map { try StatusCallback(fields: $0) }
        #expect(reports.map(\.callStatus) == ["initiated", "ringing", "in-progress", "completed"])
        #expect(reports.map(\.sequenceNumber) == [0, 1, 2, 3])
        let last = try #require(reports.last)
        // `Duration` says 1: a billed minute.
        #expect(last.callDuration == 12 && last.sipResponseCode == 200)
        #expect(last.timestamp == Date(timeIntervalSince1970: 1_773_655_218))
        #expect(reports[0].callDuration == nil && reports[0].sipResponseCode == nil)
    }

    @Test("a number that cannot be read does not cost the report of a call's end")
    func unreadableNumber() throws {
        let report = try StatusCallback(fields: [
            .init("CallSid", "CA1"), .init("CallStatus", "completed"), .init("SipResponseCode", "x"),
            .init("SequenceNumber", "-1"), .init("CallDuration", ""), .init("Timestamp", "yesterday"),
        ])
        #expect(report.sipResponseCode == nil && report.sequenceNumber == nil && report.callDuration == nil)
        #expect(report.timestamp == nil && report.accountSID.isEmpty)
    }

    @Test("the reports of a stream are read")
    func stream() throws {
        let reports = try webhooks("/stream-status").map { try StreamStatusCallback(fields: $0) }
        #expect(reports.map(\.event) == [.started, .stopped])
        #expect(reports.allSatisfy { $0.streamSID == Trace.streamSID && $0.streamName == Trace.streamSID })
        let started = try #require(reports.first?.timestamp).timeIntervalSince1970
        #expect(abs(started - 1_773_655_206.115402168) < 0.000_001)
    }

    @Test(
        "Twilio's code is found in a stream's error, whatever the words",
        arguments: [
            ("Stream signal error, code: 31924", 31924), ("31921 - Stream - Close error", 31921),
            ("Stream - Websocket - Protocol Error", nil), ("code 319", nil), ("error 1234567 (31920)", 31920),
        ])
    func streamError(_ words: String, _ code: Int?) throws {
        let report = try StreamStatusCallback(fields: [
            .init("CallSid", "CA1"), .init("StreamSid", "MZ1"), .init("StreamEvent", "stream-error"),
            .init("StreamError", words),
        ])
        #expect(report.event == .failed && report.error == words && report.errorCode == code)
    }

    @Test("what must be there and is not is named")
    func missing() {
        #expect(throws: WebhookError.missingField("CallSid")) { try VoiceRequest(fields: []) }
        #expect(throws: WebhookError.missingField("CallStatus")) {
            try StatusCallback(fields: [.init("CallSid", "CA1"), .init("CallStatus", "")])
        }
        #expect(throws: WebhookError.missingField("StreamEvent")) {
            try StreamStatusCallback(fields: [.init("CallSid", "CA1"), .init("StreamSid", "MZ1")])
        }
    }
}
