import HTTP
import TestSupport

/// Makes messages from a seed: a third as they should be, the rest damaged in a few places, by single bytes or by pieces
/// of which attacks are made.
struct MessageMaker {
    private var noise: SeededGenerator
    private let damages: Bool

    init(seed: UInt64, damages: Bool = true) {
        noise = SeededGenerator(seed: seed)
        self.damages = damages
    }

    /// Bytes from a client: one request, and sometimes what follows it.
    mutating func request() -> [UInt8] {
        let method = pick(["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "M-SEARCH"])
        let target = pick(["/", "/a/b?c=d", "/%7Euser", "/a|b[c]", "http://b.example:81/x", "https://b?q", "/*"])
        let version = pick(["1.1", "1.1", "1.1", "1.1", "1.0"])
        var fields = ["Host: \(pick(["a", "a.b:80", "[::1]:8080"]))"] + someFields()
        let body = framedBody(mayChunk: version == "1.1", &fields)
        let head = "\(method) \(target) HTTP/\(version)\r\n\(shuffled(fields).joined())\r\n"
        return damaged(Array(head.utf8) + body + Array(pick(["", "", "GET / HTTP/1.1\r\n"]).utf8))
    }

    /// Bytes from a server in answer to a request of this method.
    mutating func response() -> (bytes: [UInt8], method: HTTPMethod) {
        let interim = pick(["", "", "", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"])
        let status = pick(["200 OK", "200", "404 Not Found", "204 No Content", "304 Not Modified", "500 ", "201 ä"])
        let version = pick(["1.1", "1.1", "1.1", "1.0"])
        var fields = someFields()
        let body = framedBody(mayChunk: version == "1.1", &fields)
        let head = "\(interim)HTTP/\(version) \(status)\r\n\(shuffled(fields).joined())\r\n"
        return (damaged(Array(head.utf8) + body), pick([.get, .get, .post, .head]))
    }

    private mutating func pick<Value>(_ choices: [Value]) -> Value {
        choices[Int.random(in: choices.indices, using: &noise)]
    }

    private mutating func shuffled(_ fields: [String]) -> [String] {
        fields.shuffled(using: &noise).map { $0 + "\r\n" }
    }

    private mutating func someFields() -> [String] {
        let choices = [
            "X:", "X: y", "X:y z", "Accept: */*", "X-Long:  \t two words \t", "Connection: close", "Cookie: a=b; c=d",
            "Connection: keep-alive, x", "X: é", "Expect: 100-continue", "Date: Sun, 06 Nov 1994 08:49:37 GMT",
        ]
        return (0..<Int.random(in: 0...4, using: &noise)).map { _ in pick(choices) }
    }

    /// A body, and the field that announces its length.
    private mutating func framedBody(mayChunk: Bool, _ fields: inout [String]) -> [UInt8] {
        switch Int.random(in: 0..<3, using: &noise) {
        case 0: return []
        case 1:
            let body = noise.bytes(Int.random(in: 0...40, using: &noise))
            fields.append("Content-Length: \(body.count)")
            return body
        default:
            guard mayChunk else { return [] }
            fields.append("Transfer-Encoding: \(pick(["chunked", "Chunked"]))")
            return chunks()
        }
    }

    private mutating func chunks() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...3, using: &noise) {
            let data = noise.bytes(Int.random(in: 1...20, using: &noise))
            let size = pick(["", "0", "000"]) + String(data.count, radix: 16, uppercase: pick([true, false]))
            bytes += Array((size + pick(["", "", ";a", ";a=\"b\""]) + "\r\n").utf8) + data + [13, 10]
        }
        return bytes + Array(("0\r\n" + pick(["", "", "T: t\r\n", "T: t\r\nU:\r\n"]) + "\r\n").utf8)
    }

    private mutating func damaged(_ message: [UInt8]) -> [UInt8] {
        guard damages, Int.random(in: 0..<3, using: &noise) > 0 else { return message }
        guard Bool.random(using: &noise) else { return noise.mutated(message, changes: 4) }
        var message = message
        let pieces = [
            "\r", "\n", "\r\n", "\r\n ", "\n\n", " ", "\t", ":", "\0", ",", ";", "-", "+1", "0x", "1", "chunked",
            "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
            "Host: b\r\n", "X : y\r\n", "Expect: tea\r\n", " HTTP/1.1", "HTTP/1.2", "HTTP/2.0",
            "Content-Length: 3, 3\r\n",
        ]
        for _ in 0..<Int.random(in: 1...2, using: &noise) {
            let start = Int.random(in: 0...message.count, using: &noise)
            let end = min(message.count, start + Int.random(in: 0...2, using: &noise))
            message.replaceSubrange(start..<end, with: Array(pick(pieces).utf8))
        }
        return message
    }
}
