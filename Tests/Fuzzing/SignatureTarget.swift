import ElevenLabs
import HTTP
import Twilio

extension FuzzTarget {
    /// Twilio's signatures. Four lines: the URL, `Content-Type`, the settings header; all else is the body.
    static let signature = FuzzTarget("signature", upTo: 1024) { bytes throws(FuzzFinding) in
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        let texts = lines.prefix(3).map { String(decoding: $0, as: UTF8.self) } + ["", "", ""]
        let call = SignedCall(
            url: texts[0], contentType: texts[1], settings: texts[2], body: lines.count == 4 ? Array(lines[3]) : [])
        try call.judgeUpgrade()
        try call.judgeWebhook()
        try judgeElevenLabs(header: texts[0], body: call.body)
    }

    /// ElevenLabs' signatures: the first line is a header as it came.
    private static func judgeElevenLabs(header: String, body: [UInt8]) throws(FuzzFinding) {
        let signature = WebhookSignature(secret: "wsec_fuzz")
        func takes(_ header: String) -> Bool {
            guard let check = try? signature.judge([header], now: 1000) else { return false }
            check.receive(body.span)
            return (try? check.end()) != nil
        }
        let genuine = signature.sign(body, at: 1000)
        try demand(takes(genuine), "the signature of a body is taken")
        try demand(takes(genuine + "," + header) || header.contains("t="), "parts that are unknown change nothing")
        try demand(!takes(header) || header.contains(genuine.suffix(64)), "no other signature is taken")
    }
}

/// A request, the signature it should have and others.
private struct SignedCall {
    static let key = RequestSignature.SharedKey(id: "K1", secret: "shared")
    static let signer = RequestSignature(authToken: "token")
    static let verifier = RequestSignature(authToken: "token", sharedKey: key)

    let url: String
    let contentType: String
    let settings: String
    let body: [UInt8]

    /// User information and a fragment are left out by Twilio before it signs; the bridge's own URLs have neither.
    private var isPublic: Bool { url.contains("://") && !url.contains("@") && !url.contains("#") }

    func judgeUpgrade() throws(FuzzFinding) {
        let signature = Self.signer.sign(url: url)
        let isTaken = takesUpgrade(signature)
        try demand(!isPublic || isTaken, "the signature of \(url) is taken")
        for other in Self.changed(signature) { try demand(!takesUpgrade(other), "no other signature is taken") }
    }

    func judgeWebhook() throws(FuzzFinding) {
        let fields = FormCoding.decode(body) ?? []
        let signature = Self.signer.sign(url: url, fields: fields)
        if let taken = taken(signature), contentType.hasPrefix("application/x-www-form-urlencoded"), !body.isEmpty {
            try demandSame(taken, fields, "the fields signed are the fields given")
        }
        for other in Self.changed(signature) { try demand(taken(other) == nil, "no other signature is taken") }
        try demand(taken("") == nil, "an empty signature is not taken")
    }

    private func takesUpgrade(_ signature: String) -> Bool {
        (try? Self.signer.verifyUpgrade(headers: ["X-Twilio-Signature": signature], url: url)) != nil
    }

    private func taken(_ signature: String) -> [FormCoding.Field]? {
        var headers: HTTPHeaders = ["X-Twilio-Signature": signature, "Content-Type": contentType]
        if !settings.isEmpty { headers.add("X-Twilio-Webhooks-Signature-Settings", settings) }
        return try? Self.verifier.verify(HTTPRequest(.post, "/", headers: headers, body: body), url: url)
    }

    private static func changed(_ signature: String) -> [String] {
        [signature + "=", String(signature.dropFirst())]
    }
}
