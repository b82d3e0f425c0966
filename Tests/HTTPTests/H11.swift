import Foundation
import HTTP
import TestSupport
import Testing

/// Python's `h11`, asked for its verdict on the first message in some bytes.
enum H11 {
    /// Something to judge.
    enum Case: Sendable {
        /// Bytes from a client.
        case request([UInt8])
        /// Bytes from a server in answer to this method, then its end.
        case response([UInt8], answering: HTTPMethod)
    }

    static let isInstalled = PythonPeer.isInstalled("h11")

    /// One process judges them all, in order.
    static func verdicts(on cases: [Case]) async throws -> [Verdict] {
        var bytes = Data()
        for one in cases {
            switch one {
            case .request(let message): bytes += Data("- \(message.count)\n".utf8) + Data(message)
            case .response(let message, let method):
                bytes += Data("\(method.rawValue) \(message.count)\n".utf8) + Data(message)
            }
        }
        let directory = try TestSupport.TemporaryDirectory()
        let input = directory.file("cases")
        try bytes.write(to: URL(filePath: input))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "h11_reader.py").path
        let result = await (try PythonPeer.start(script, input: input)).result()
        try #require(result.code == 0, "\(result.error)")
        return result.output.split(separator: "\n").map { Verdict(line: $0) }
    }
}

/// What came of the first message in some bytes.
enum Verdict: Equatable {
    /// A whole message. `start` is method and target, or the status and nothing; a field is `name: value`.
    case accepted(start: [String], fields: [String], body: [UInt8])
    /// Not a whole message yet.
    case incomplete
    /// Refused, by us with this error.
    case rejected(HTTPError?)
}

extension Verdict {
    /// What the Python program prints, texts and bytes as hexadecimal digits.
    fileprivate init(line: Substring) {
        let words = line.split(separator: " ").map { $0 == "-" ? "" : $0 }
        guard words.count == 5 else {
            self = words.first == "rejected" ? .rejected(nil) : .incomplete
            return
        }
        let fields = words[3].split(separator: ",").map { field in
            let parts = field.split(separator: ":", omittingEmptySubsequences: false)
            return Self.text(parts[0]) + ": " + Self.text(parts[1])
        }
        self = .accepted(start: [Self.text(words[1]), Self.text(words[2])], fields: fields, body: Self.bytes(words[4]))
    }

    private static func bytes(_ digits: Substring) -> [UInt8] {
        let digits = Array(digits.utf8)
        return stride(from: 0, to: digits.count, by: 2).map { index in
            UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
        }
    }

    /// As `HTTPHeaders` has it: UTF-8 where it is, otherwise each byte as the character of its number.
    private static func text(_ digits: Substring) -> String {
        let bytes = bytes(digits)
        return String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
