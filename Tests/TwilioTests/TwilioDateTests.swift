import Foundation
import Testing

@testable import Twilio

@Suite struct TwilioDateTests {
    private let date = Date(timeIntervalSince1970: 1_728_367_524)

    @Test("dates are written and read as Twilio writes them")
    func rfc2822() {
        #expect(TwilioDate.rfc2822(date) == "Tue, 08 Oct 2024 06:05:24 +0000")
        #expect(TwilioDate.parse(rfc2822: "Tue, 08 Oct 2024 06:05:24 +0000") == date)
        #expect(TwilioDate.parse(rfc2822: "Tue, 08 Oct 2024 08:35:24 +0230") == date)
        #expect(TwilioDate.parse(rfc2822: "Mon, 07 Oct 2024 23:05:24 -0700") == date)
        #expect(TwilioDate.iso8601(date) == "2024-10-08T06:05:24.000000000Z")
        #expect(TwilioDate.parse(iso8601: "2024-10-08T06:05:24Z") == date)
        #expect(TwilioDate.parse(iso8601: "2024-10-08T06:05:24.5Z") == date.addingTimeInterval(0.5))
    }

    @Test(
        "what is no date is none",
        arguments: [
            "", "Tue", "Tue, 08 Oct 2024 06:05:24", "Tue, 08 Okt 2024 06:05:24 +0000",
            "Tue, 32 Oct 2024 06:05:24 +0000",
            "Tue, 08 Oct 2024 24:05:24 +0000", "Tue, 08 Oct 2024 06:05 +0000", "Tue, 08 Oct 99999 06:05:24 +0000",
            "Tue, 08 Oct 2024 06:05:24 GMT", "Tue, 08 Oct 2024 06:05:-4 +0000", "2024-10-08T06:05:24",
            "2024-10-08T06:05:24.xZ",
            "2024-13-08T06:05:24Z", "2024-10-08Z", "T06:05:24Z", "2024-10-08T.5Z",
        ])
    func refuses(_ text: String) {
        #expect(TwilioDate.parse(rfc2822: text) == nil)
        #expect(TwilioDate.parse(iso8601: text) == nil)
    }
}
