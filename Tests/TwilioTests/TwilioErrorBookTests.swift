import Testing
import Twilio

@Suite("Twilio's error codes")
struct TwilioErrorBookTests {
    @Test("every code is there once, in words that end as sentences do")
    func complete() {
        let all = TwilioErrorBook.all
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(all.map(\.code) == all.map(\.code).sorted())
        for entry in all {
            #expect(!entry.name.isEmpty && entry.meaning.hasSuffix(".") && entry.remedy.hasSuffix("."), "\(entry)")
            #expect(TwilioErrorBook.entry(entry.code) == entry)
        }
        #expect(TwilioErrorBook.entry(1) == nil)
    }

    @Test(
        "those that a media stream, a webhook, a document, an order or a login fails with are known",
        arguments: [
            10001, 10004, 11200, 11202, 11205, 11210, 11215, 11220, 11235, 11236, 11237, 11750, 12100, 12102, 12200,
            12300, 13420, 13520, 15002, 15003, 15004, 20001, 20003, 20004, 20005, 20006, 20008, 20403, 20404, 20429,
            20500, 20503, 21201, 21205, 21206, 21208, 21209, 21210, 21211, 21212, 21213, 21214, 21215, 21216, 21217,
            21218, 21219, 21220, 21262, 21609, 21626, 31900, 31901, 31902, 31903, 31904, 31910, 31920, 31921, 31922,
            31923, 31924, 31930, 31931, 31940, 31941, 31950, 31951, 31953, 70004,
        ])
    func known(code: Int) { #expect(TwilioErrorBook.entry(code) != nil) }
}
