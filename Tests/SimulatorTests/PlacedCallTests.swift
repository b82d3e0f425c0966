import HTTP
import Testing
import Twilio

@testable import Simulator

@Suite("Orders for a call, judged as Twilio does")
struct PlacedCallTests {
    private func order(
        _ changes: KeyValuePairs<String, String?> = [:], own: Set<String>? = nil
    ) throws(TwilioRESTError) -> PlacedCall {
        var fields: [FormCoding.Field] = [
            .init("To", "+14155550100"), .init("From", "+12125550199"), .init("Url", "https://bridge.example.com/v"),
        ]
        for (name, _) in changes { fields.removeAll { $0.name == name } }
        for case (let name, let value?) in changes { fields.append(.init(name, value)) }
        return try PlacedCall(fields: fields, ownNumbers: own)
    }

    private func code(_ changes: KeyValuePairs<String, String?>, own: Set<String>? = nil) -> Int? {
        do throws(TwilioRESTError) {
            _ = try order(changes, own: own)
            return nil
        } catch {
            #expect(error.status == 400)
            return error.code
        }
    }

    @Test("takes the three that are required, and defaults for the rest")
    func defaults() throws {
        let call = try order()
        #expect(call.to == "+14155550100")
        #expect(call.document == .url("https://bridge.example.com/v", method: .post))
        #expect(call.events == [.completed])
        #expect(call.ringTimeout == 60)
        #expect(call.timeLimit == nil)
    }

    @Test("takes each event as a parameter of its own")
    func events() throws {
        let call = try order([
            "StatusCallbackEvent": "initiated", "StatusCallbackEvent": "answered", "StatusCallback": "https://x/s",
        ])
        #expect(call.events == [.initiated, .answered])
        #expect(code(["StatusCallbackEvent": "initiated answered"]) == 21626)
    }

    @Test("names what is missing")
    func missing() {
        #expect(code(["To": nil]) == 21201)
        #expect(code(["From": nil]) == 21213)
        #expect(code(["Url": nil]) == 21205)
        #expect(code(["Url": "not a url"]) == 21205)
        #expect(code(["Url": nil, "Twiml": "<Response/>"]) == nil)
    }

    @Test("refuses bad numbers and the magic ones for tests")
    func numbers() {
        #expect(code(["To": "12345"]) == 21211)
        #expect(code(["To": "+1415555010x"]) == 21211)
        #expect(code(["To": "+15005550001"]) == 21217)
        #expect(code(["To": "+15005550002"]) == 21214)
        #expect(code(["To": "+15005550003"]) == 21215)
        #expect(code(["To": "+15005550004"]) == 21216)
        #expect(code(["From": "+15005550001"]) == 21212)
        #expect(code(["From": "+12125550199"], own: ["+15005550006"]) == 21210)
        #expect(code(["From": "+15005550006"], own: ["+15005550006"]) == nil)
    }

    @Test("refuses times and methods that are none")
    func values() {
        #expect(code(["Timeout": "601"]) == 21208)
        #expect(code(["Timeout": "soon"]) == 21208)
        #expect(code(["Method": "PUT"]) == 21209)
    }
}
