import Calls
import HTTP
import Testing

@testable import API

@Suite("JSON of every kind")
struct HostileJSONTests {
    private static let paths: [(HTTPMethod, String)] = [
        (.post, "/api/agents"), (.post, "/api/leads"), (.post, "/api/call-initiation/live-call"),
    ]

    private static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        #"{"x":"# + String(repeating: open, count: depth) + String(repeating: close, count: depth) + "}"
    }

    static let malformed: [String] = [
        "", " ", "{", "}", "[", "[]", "null", "true", "5", "\"text\"", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
        "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":+1}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}", "{\"a\":1}{\"b\":2}", "{\"a\":1} x", "{\"a\":tru}", "{\"a\":\"", "{\"a\":\"\\", "<a/>",
        "name=Bob", nested(32, "[", "]"), nested(100_000, "[", ""), nested(60_000, "{\"x\":", ""),
        nested(50_000, "[", "]"), "{" + (0..<1001).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
    ]

    @Test("what is no object, or nested or grown beyond reason, is refused", arguments: malformed)
    func refused(json: String) async throws {
        let harness = try await Harness()
        for (method, path) in Self.paths {
            let answer = try await harness.send(method, path, json: json)
            #expect(answer.status == .badRequest, "\(path)")
            #expect(try answer.errorCode() == "malformed_json")
        }
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) async throws {
        let harness = try await Harness()
        let body = Array(#"{"phoneNumber":"+14155550123","name":"a"#.utf8) + bytes + Array(#""}"#.utf8)
        let answer = try await harness.send(
            .post, "/api/leads", headers: ["Content-Type": "application/json"], body: body)
        #expect(answer.status == .badRequest)
    }

    @Test(
        "what is odd but JSON is taken for what it is",
        arguments: [
            (#"{"phoneNumber":"+14155550123","name":"Grace","x":[[[{"y":[1,2.5e300,-0,null]}]]]}"#, "Grace"),
            (#"{"phoneNumber":"+14155550123","name":"Grace","x":1e999}"#, "Grace"),
            (#"{"phoneNumber":"+14155550123","name":"Grace","x":123456789012345678901234567890}"#, "Grace"),
            ("\r\n\t {\"phoneNumber\" : \"+14155550123\" , \"name\":\"Gr\\u0061ce\"}\n", "Grace"),
            (#"{"phoneNumber":"+14155550123","name":"a\u0000b\"<\\>"}"#, "a\u{0}b\"<\\>"),
            (#"{"phoneNumber":"+14155550123","name":"\ud83c\udfa7","__proto__":{"admin":true}}"#, "🎧"),
            (#"{"\u0070honeNumber":"+14155550123","name":"x"}"#, "x"),
        ])
    func taken(json: String, name: String) async throws {
        let harness = try await Harness()
        let answer = try await harness.send(.post, "/api/leads", json: json)
        #expect(answer.status == .created, "\(answer.text)")
        #expect((try answer.object()["lead"] as? [String: Any])?["name"] as? String == name)
    }

    @Test("of a key that comes twice the last counts, and half a character is mended")
    func ambiguous() async throws {
        let harness = try await Harness()
        for (json, name) in [(#""name":"one","name":"two""#, "two"), (#""name":"\ud83c""#, "\u{FFFD}")] {
            let answer = try await harness.send(
                .post, "/api/leads", json: #"{"phoneNumber":"+14155550123",\#(json)}"#)
            #expect((try answer.object()["lead"] as? [String: Any])?["name"] as? String == name)
        }
    }

    @Test(
        "a body that says it is something else is not read",
        arguments: [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application", "",
        ])
    func mediaType(type: String) async throws {
        let harness = try await Harness()
        let answer = try await harness.send(
            .post, "/api/leads", headers: ["Content-Type": type], body: Array(#"{"phoneNumber":"+14155550123"}"#.utf8))
        #expect(answer.status == .unsupportedMediaType)
        #expect(try answer.errorCode() == "unsupported_media_type")
    }

    @Test(
        "JSON by another name is JSON",
        arguments: [
            "application/json", "APPLICATION/JSON; charset=utf-8", "application/json ;x", "application/vnd.api+json",
        ])
    func otherNames(type: String) async throws {
        let answer = try await Harness().send(
            .post, "/api/leads", headers: ["Content-Type": type], body: Array(#"{"phoneNumber":"+14155550123"}"#.utf8))
        #expect(answer.status == .created)
    }
}
