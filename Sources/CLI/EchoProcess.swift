import Foundation

/// An echo server that is another process of this program, so that its CPU time and memory are its own.
final class EchoProcess {
    /// It ended before it listened.
    enum Failure: Error {
        case notStarted
    }

    /// Where it listens.
    let url: String

    private let process = Process()

    init(certificate: ThrowawayCertificate? = nil) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["websocket", "echo", "--port", "0"]
        if let certificate {
            process.arguments? += ["--tls-certificate", certificate.certificateFile, "--tls-key", certificate.keyFile]
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure.notStarted }
            line += more
        }
        let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard let url = words.last else { throw Failure.notStarted }
        self.url = String(url)
    }

    var identifier: Int32 { process.processIdentifier }

    /// Ends it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
