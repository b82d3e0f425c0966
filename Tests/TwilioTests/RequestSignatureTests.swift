import Foundation
import HTTP
import TestSupport
import Testing
import Twilio

@Suite struct RequestSignatureTests {
    /// One of 45 vectors: requests, and the verdict of the vendor's own validator for Python.
    struct Vector: Decodable, CustomTestStringConvertible {
        var name: String
        var url: String
        var params: [String: Values]?
        var body: String?
        var token: String
        var signature: String
        var valid: Bool
        var wireBody: String?
        var algorithm: String?

        var testDescription: String { name }

        /// A value, or several of one name.
        struct Values: Decodable {
            var all: [String]

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                all = try (try? value.decode([String].self)) ?? [value.decode(String.self)]
            }
        }

        static func all() throws -> [Vector] {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode([Vector].self, from: Data(try Vectors.data("signatures.json")))
        }

        /// The request as it would come to us.
        var request: HTTPRequest {
            var request = HTTPRequest(.get, "/")
            if !signature.isEmpty { request.headers["X-Twilio-Signature"] = signature }
            if algorithm == "HMAC_SHA256" {
                request.headers["X-Twilio-Webhooks-Signature-Settings"] = "key=k1,algorithm=HMAC_SHA256"
            }
            if let body {
                request.method = .post
                request.headers["Content-Type"] = "application/json"
                request.body = Array(body.utf8)
            } else if let wireBody {
                request.method = .post
                request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
                request.body = Array(wireBody.utf8)
            }
            return request
        }

        var signer: RequestSignature {
            algorithm == "HMAC_SHA256"
                ? RequestSignature(authToken: "another", sharedKey: .init(id: "k1", secret: token))
                : RequestSignature(authToken: token)
        }
    }

    private func verdict(_ request: HTTPRequest, _ url: String, _ signer: RequestSignature) -> SignatureError? {
        do {
            _ = try signer.verify(request, url: url)
            return nil
        } catch {
            return error
        }
    }

    @Test("there are 45 vectors, 21 of them valid")
    func count() throws {
        let vectors = try Vector.all()
        #expect(vectors.count == 45)
        #expect(vectors.count { $0.valid } == 21)
    }

    @Test("every vector gets the verdict of the vendor's own validator", arguments: try Vector.all())
    func vectors(_ vector: Vector) {
        #expect((verdict(vector.request, vector.url, vector.signer) == nil) == vector.valid)
    }

    @Test("the fields of a valid form come decoded, in order and complete")
    func fields() throws {
        for vector in try Vector.all() where vector.valid && vector.wireBody != nil {
            let fields = try vector.signer.verify(vector.request, url: vector.url)
            let byName = Dictionary(grouping: fields, by: \.name).mapValues { $0.map(\.value) }
            #expect(byName == vector.params?.mapValues(\.all))
        }
    }

    @Test("what a simulator signs is what the vectors say, fragment, user information and port left out")
    func signs() throws {
        let fields = [
            FormCoding.Field("Digits", "1234"), .init("To", "+18005551212"), .init("From", "+14158675310"),
            .init("Caller", "+14158675310"), .init("CallSid", "CA1234567890ABCDE"),
        ]
        #expect(
            RequestSignature(authToken: "12345").sign(url: "https://example.com/myapp.php?foo=1&bar=2", fields: fields)
                == "L/OH5YylLD5NRKLltdqwSvS0BnU=")
        let signer = RequestSignature(authToken: Trace.authToken)
        let voice = "6aAkGSPa/LgTPPQdhAfmx3HwCPE="
        for url in [
            "https://bridge.example.com/twilio/voice", "https://bridge.example.com:8443/twilio/voice",
            "https://user:pass@bridge.example.com/twilio/voice", "https://bridge.example.com/twilio/voice#rc=2&rp=5xx",
        ] {
            #expect(signer.sign(url: url, fields: fields) == voice, "\(url)")
        }
        #expect(
            signer.sign(url: "http://bridge.example.com:8080/twilio/voice", fields: fields)
                == "u0x6omtzZZxonv7ahM0Js4K+X4w=")
        #expect(signer.sign(url: "wss://bridge.example.com/twilio/media") == "nPw+nZIzNlb4/A2jsIh3MO8SVBE=")
        #expect(signer.sign(url: "wss://bridge.example.com") == "f8FtU6v5KReKbUDsZhmwYl3gKjU=")
        #expect(signer.sign(url: "wss://bridge.example.com:8443/twilio/media") == "Y3Rv+jz19d63Q6cvW2DaQYpTjJk=")
    }

    @Test("every webhook and the upgrade of a whole call verify, and are signed alike")
    func trace() throws {
        let signer = RequestSignature(authToken: Trace.authToken)
        var webhooks = 0
        for line in try Trace().lines {
            guard let url = line.string("url"), let signature = line.header("X-Twilio-Signature") else { continue }
            #expect(signer.sign(url: url, fields: line.form) == signature)
            var request = HTTPRequest(.post, "/", headers: ["x-twilio-signature": signature])
            if line.via == "ws-upgrade" {
                #expect(throws: Never.self) { try signer.verifyUpgrade(headers: request.headers, url: url) }
            } else {
                request.headers["Content-Type"] = line.header("Content-Type")
                request.body = FormCoding.encode(line.form)
                #expect(try signer.verify(request, url: url) == line.form)
                webhooks += 1
            }
        }
        #expect(webhooks == 8)
    }

    @Test("an upgrade may be signed with a slash at the end, and no other way")
    func upgrade() throws {
        let signer = RequestSignature(authToken: Trace.authToken)
        func verdict(_ url: String, signedAs signed: String) -> SignatureError? {
            do {
                try signer.verifyUpgrade(headers: ["X-Twilio-Signature": signer.sign(url: signed)], url: url)
                return nil
            } catch {
                return error
            }
        }
        let url = "wss://bridge.example.com/media"
        #expect(verdict(url, signedAs: url) == nil)
        #expect(verdict(url, signedAs: url + "/") == nil)
        #expect(verdict("wss://bridge.example.com:8443/media", signedAs: url) == nil)
        #expect(verdict("wss://bridge.example.com:8443/media", signedAs: url + "/") == nil)
        #expect(verdict("wss://bridge.example.com", signedAs: "wss://bridge.example.com") == nil)
        #expect(verdict(url + "/", signedAs: url) == .mismatch)
        #expect(verdict(url, signedAs: "ws://bridge.example.com/media") == .mismatch)
        #expect(verdict(url, signedAs: "https://bridge.example.com/media") == .mismatch)
        #expect(verdict(url, signedAs: "wss://bridge.example.com/media2") == .mismatch)
        #expect(verdict("bridge.example.com/media", signedAs: url) == .mismatch)
        #expect(verdict("wss://[::1]:8443/media", signedAs: "wss://[::1]/media") == nil)
    }

    @Test("each single change to a signed request is refused")
    func everyChange() {
        let signer = RequestSignature(authToken: "12345")
        let url = "https://bridge.example.com/status?a=1"
        let fields = [FormCoding.Field("CallSid", "CA1"), .init("CallStatus", "completed"), .init("Empty", "")]
        let signed = HTTPRequest(
            .post, "/status?a=1",
            headers: [
                "X-Twilio-Signature": signer.sign(url: url, fields: fields),
                "Content-Type": "application/x-www-form-urlencoded",
            ], body: FormCoding.encode(fields))
        #expect(verdict(signed, url, signer) == nil)
        var changed = signed
        changed.headers["X-Twilio-Signature"] = nil
        #expect(verdict(changed, url, signer) == .missing)
        changed = signed
        changed.headers.add("X-Twilio-Signature", signed.headers["X-Twilio-Signature"] ?? "")
        #expect(verdict(changed, url, signer) == .repeated)
        changed = signed
        changed.headers["Content-Type"] = "application/json"
        #expect(verdict(changed, url, signer) == .unsignedBody)
        changed = signed
        changed.headers["Content-Type"] = nil
        #expect(verdict(changed, url, signer) == .unsignedBody)
        changed = signed
        changed.method = .get
        #expect(verdict(changed, url, signer) == .unsignedBody)
        changed = signed
        changed.body = []
        #expect(verdict(changed, url, signer) == .mismatch)
        changed = signed
        changed.body += Array("&x=%zz".utf8)
        #expect(verdict(changed, url, signer) == .malformedForm)
        #expect(verdict(signed, "https://bridge.example.com/status?a=2", signer) == .mismatch)
        #expect(verdict(signed, "https://bridge.example.com/status", signer) == .mismatch)
        #expect(verdict(signed, "https://other.example.com/status?a=1", signer) == .mismatch)
        #expect(verdict(signed, url, RequestSignature(authToken: "12346")) == .mismatch)
        for index in signed.body.indices {
            changed = signed
            changed.body[index] ^= 1
            #expect(verdict(changed, url, signer) != nil, "byte \(index)")
        }
    }

    @Test("a GET is signed by its URL, whose fields are given")
    func get() throws {
        let signer = RequestSignature(authToken: "12345")
        let url = "https://bridge.example.com/voice?CallSid=CA1&From=%2B14155550100"
        let request = HTTPRequest(
            .get, "/voice?CallSid=CA1&From=%2B14155550100", headers: ["X-Twilio-Signature": signer.sign(url: url)])
        #expect(
            try signer.verify(request, url: url) == [.init("CallSid", "CA1"), .init("From", "+14155550100")])
    }

    @Test("an empty token signs nothing, not even for those who know it is empty")
    func emptyToken() {
        let signer = RequestSignature(authToken: "")
        let url = "https://bridge.example.com/voice"
        let request = HTTPRequest(.get, "/voice", headers: ["X-Twilio-Signature": signer.sign(url: url)])
        #expect(verdict(request, url, signer) == .mismatch)
    }

    @Test("the settings header asks for a shared key, and never weakens anything")
    func sharedKey() {
        let url = "https://bridge.example.com/voice"
        let signer = RequestSignature(authToken: "token", sharedKey: .init(id: "k1", secret: "secret"))
        func verdict(_ settings: [String], _ signature: String) -> SignatureError? {
            var request = HTTPRequest(.get, "/voice", headers: ["X-Twilio-Signature": signature])
            for setting in settings { request.headers.add("X-Twilio-Webhooks-Signature-Settings", setting) }
            return self.verdict(request, url, signer)
        }
        let legacy = RequestSignature(authToken: "token").sign(url: url)
        let weakened = RequestSignature(authToken: "secret").sign(url: url)
        #expect(verdict([], legacy) == nil)
        #expect(verdict([], weakened) == .mismatch)
        #expect(verdict(["key=k1,algorithm=HMAC_SHA1"], weakened) == .unsupportedSettings)
        #expect(verdict(["key=k1,algorithm=HMAC_SHA1"], legacy) == .unsupportedSettings)
        #expect(verdict(["key=k2,algorithm=HMAC_SHA256"], legacy) == .unsupportedSettings)
        #expect(verdict(["key=k1,algorithm=HMAC_SHA256"], legacy) == .mismatch)
        #expect(verdict(["key=k1"], legacy) == .unsupportedSettings)
        #expect(
            verdict(["key=k1,algorithm=HMAC_SHA256", "key=k1,algorithm=HMAC_SHA256"], legacy) == .unsupportedSettings)
    }

    @Test("strange URLs and headers are refused without a trap", arguments: 1...2 as ClosedRange<UInt64>)
    func noise(_ seed: UInt64) {
        var noise = SeededGenerator(seed: seed)
        let signer = RequestSignature(authToken: "token", sharedKey: .init(id: "k", secret: "s"))
        let pieces = ["https", "://", ":", "/", "?", "#", "@", "[", "]", "host", "443", "é", "bodySHA256=", "&", ""]
        var taken: [String] = []
        for _ in 0..<1000 {
            let url = (0..<8).map { _ in pieces.randomElement(using: &noise) ?? "" }.joined()
            let request = HTTPRequest(
                .post, url, headers: ["X-Twilio-Signature": String(decoding: noise.bytes(28), as: UTF8.self)],
                body: noise.bytes(3))
            if verdict(request, url, signer) == nil { taken.append(url) }
        }
        #expect(taken.isEmpty, "seed \(seed)")
    }
}
