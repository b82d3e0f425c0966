import Foundation
import HTTP
import TestSupport
import Testing
import Twilio

/// The library that Twilio gives its customers signs requests which we take, and takes what we take.
@Suite(
    "Signatures and Twilio's own library for Python",
    .enabled(if: PythonPeer.isInstalled("twilio"), "run scripts/python-peers"))
struct RequestValidatorTests {
    private struct Case: Encodable {
        var url: String
        var params: [[String]]
        var token: String
        /// `nil` has the library sign.
        var signature: String?

        enum CodingKeys: CodingKey {
            case url, params, token, signature
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(url, forKey: .url)
            try container.encode(params, forKey: .params)
            try container.encode(token, forKey: .token)
            try container.encode(signature, forKey: .signature)
        }
    }

    private struct Answer: Decodable {
        var signature: String
        var body: String
        var valid: Bool
    }

    private static let token = "0123456789abcdef0123456789abcdef"

    /// What the library says to each.
    private func answers(to cases: [Case]) async throws -> [Answer] {
        let directory = try TemporaryDirectory()
        let file = directory.file("cases")
        let lines = try cases.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "twilio_requests.py").path
        let result = await (try PythonPeer.start(script, input: file)).result()
        try #require(result.code == 0, "\(result.error)")
        let answers = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
        try #require(answers.count == cases.count)
        return answers
    }

    private func takes(_ url: String, _ body: String, _ signature: String) -> Bool {
        let request = HTTPRequest(
            .post, "/",
            headers: [
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": signature,
            ], body: Array(body.utf8))
        return (try? RequestSignature(authToken: Self.token).verify(request, url: url)) != nil
    }

    private func random(_ random: inout SeededGenerator) -> Case {
        let letters = Array("abzAZ09_-+&=% .:/é漢\u{1F642}'\"")
        func word(_ range: ClosedRange<Int>) -> String {
            String(
                (0..<Int.random(in: range, using: &random)).map { _ in letters.randomElement(using: &random) ?? "x" })
        }
        var params = (0..<Int.random(in: 0...8, using: &random)).map { _ in [word(1...6), word(0...12)] }
        if let repeated = params.first, Bool.random(using: &random) { params.append([repeated[0], word(0...3)]) }
        let query = Bool.random(using: &random) ? "?callLogId=\(Int.random(in: 0...999, using: &random))&a=%2B" : ""
        let port = Bool.random(using: &random) ? ":8443" : ""
        return Case(
            url: "https://bridge.example.com\(port)/api/webhooks/twilio/call-status\(query)", params: params,
            token: Self.token)
    }

    @Test("requests that the library signs are taken, those it refuses are refused", .timeLimit(.minutes(1)))
    func library() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let cases = (0..<200).map { _ in self.random(&random) }
        let signed = try await answers(to: cases)
        for (number, (request, answer)) in zip(cases, signed).enumerated() {
            #expect(answer.valid)
            // A form without fields has no body, and then nothing says that it is one.
            guard !request.params.isEmpty else { continue }
            #expect(takes(request.url, answer.body, answer.signature), "seed \(seed), case \(number): \(request)")
        }

        // One thing changed: a value, a name, a field more, the path, the query, the token, the signature.
        var changed: [Case] = []
        for (number, (request, answer)) in zip(cases, signed).enumerated() where !request.params.isEmpty {
            var request = request
            request.signature = answer.signature
            switch number % 6 {
            case 0: request.params[0][1] += "x"
            case 1: request.params[0][0] += "x"
            case 2: request.params.append(["More", "1"])
            case 3: request.url = request.url.replacing("call-status", with: "call-status/")
            case 4: request.url += request.url.contains("?") ? "&b=1" : "?b=1"
            default: request.signature = String(answer.signature.reversed())
            }
            changed.append(request)
        }
        let verdicts = try await answers(to: changed)
        for (number, (request, verdict)) in zip(changed, verdicts).enumerated() {
            let ours = takes(request.url, verdict.body, request.signature ?? "")
            #expect(ours == verdict.valid, "seed \(seed), change \(number): \(request)")
            #expect(!ours, "seed \(seed), change \(number): \(request)")
        }
    }

    @Test("what we sign the library takes", .timeLimit(.minutes(1)))
    func ours() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let signature = RequestSignature(authToken: Self.token)
        let cases = (0..<100).map { _ in
            var request = self.random(&random)
            request.signature = signature.sign(
                url: request.url, fields: request.params.map { FormCoding.Field($0[0], $0[1]) })
            return request
        }
        for (number, answer) in try await answers(to: cases).enumerated() {
            #expect(answer.valid, "seed \(seed), case \(number): \(cases[number])")
        }
    }
}
