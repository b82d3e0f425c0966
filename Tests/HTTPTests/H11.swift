// `Process` and `Pipe` are not in FoundationEssentials.
import Foundation
import HTTP

/// Python's `h11`, asked for its verdict on the first message in some bytes.
enum H11 {
    /// Something to judge.
    enum Case: Sendable {
        /// Bytes from a client.
        case request([UInt8])
        /// Bytes from a server in answer to this method, then its end.
        case response([UInt8], answering: HTTPMethod)
    }

    /// `.cache/venv` at the root of the repository, made by scripts/python-peers.
    private static let environment = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".cache/venv")

    static var isInstalled: Bool {
        let packages = try? String(contentsOf: environment.appending(path: "packages"), encoding: .utf8)
        return packages?.contains("h11==") == true
    }

    /// One process judges them all, in order; it is fed by a pipe.
    static func verdicts(on cases: [Case]) throws -> [Verdict] {
        let (input, output, process) = (Pipe(), Pipe(), Process())
        process.executableURL = environment.appending(path: "bin/python")
        process.arguments = ["-c", program]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var bytes = Data()
        for one in cases {
            switch one {
            case .request(let message): bytes += Data("- \(message.count)\n".utf8) + Data(message)
            case .response(let message, let method):
                bytes += Data("\(method.rawValue) \(message.count)\n".utf8) + Data(message)
            }
        }
        let (handle, all) = (input.fileHandleForWriting, bytes)
        // It answers while we write: one thread for each, or both pipes fill up.
        Thread.detachNewThread {
            try? handle.write(contentsOf: all)
            try? handle.close()
        }
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return answer.split(separator: "\n").map { Verdict(line: $0) }
    }

    private static let program = """
        import sys, h11

        def judge(connection, data, ended):
            head, body = None, b""
            try:
                if data: connection.receive_data(data)
                if ended: connection.receive_data(b"")
                while True:
                    event = connection.next_event()
                    if isinstance(event, (h11.Request, h11.Response)):
                        head = event
                    elif isinstance(event, h11.Data):
                        body += event.data
                    elif isinstance(event, h11.EndOfMessage):
                        break
                    elif isinstance(event, h11.InformationalResponse):
                        pass
                    else:
                        return "incomplete"
            except h11.RemoteProtocolError:
                return "rejected"
            if isinstance(head, h11.Request):
                start = [head.method.hex(), head.target.hex()]
            else:
                start = [str(head.status_code).encode().hex(), ""]
            fields = ",".join(name.hex() + ":" + value.hex() for name, value in head.headers.raw_items())
            return " ".join(["accepted"] + [part or "-" for part in start + [fields, body.hex()]])

        limit = 1 << 20
        stream = sys.stdin.buffer
        while line := stream.readline():
            method, count = line.split()
            data = stream.read(int(count))
            if method == b"-":
                print(judge(h11.Connection(h11.SERVER, max_incomplete_event_size=limit), data, False))
            else:
                connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=limit)
                connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
                connection.send(h11.EndOfMessage())
                print(judge(connection, data, True))
        """
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
