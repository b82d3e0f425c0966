import Foundation

/// A certificate authority for tests, made by the `openssl` command in a directory of its own. (Foundation: `Process`.)
public final class TestAuthority: Sendable {
    private let directory: TemporaryDirectory
    private let name: String

    /// The authority's certificate, a PEM file.
    public var certificateFile: String { directory.file("\(name).pem") }

    /// Makes a self-signed authority.
    public init(named name: String = "authority") throws {
        self.name = name
        directory = try TemporaryDirectory()
        try runOpenSSL(
            ["req", "-x509"] + Self.newKey
                + ["-keyout", directory.file("\(name).key"), "-out", directory.file("\(name).pem")]
                + ["-days", "30", "-subj", "/CN=\(name)"])
    }

    /// Issues a certificate and its key: two PEM files.
    ///
    /// - Parameters:
    ///   - names: what it is for, as OpenSSL writes it: `DNS:localhost`, `IP:127.0.0.1`.
    ///   - days: how long it is valid from now; a negative number makes one that has expired.
    ///   - passphrase: encrypts the key.
    public func issue(
        for names: [String] = ["DNS:localhost", "IP:127.0.0.1"], days: Int = 2, passphrase: String? = nil
    ) throws -> (certificateFile: String, keyFile: String) {
        let stem = directory.file(UUID().uuidString)
        let key = passphrase.map { Self.newEncryptedKey + ["-passout", "pass:\($0)"] } ?? Self.newKey
        try runOpenSSL(["req", "-new"] + key + ["-keyout", stem + ".key", "-out", stem + ".csr", "-subj", "/CN=test"])
        try "subjectAltName=\(names.joined(separator: ","))"
            .write(toFile: stem + ".ext", atomically: false, encoding: .utf8)
        try runOpenSSL(
            ["x509", "-req", "-in", stem + ".csr", "-CA", certificateFile, "-CAkey", directory.file("\(name).key")]
                + ["-set_serial", "\(UInt32.random(in: 2 ... .max))", "-days", "\(days)", "-extfile", stem + ".ext"]
                + ["-out", stem + ".pem"])
        return (stem + ".pem", stem + ".key")
    }

    private static let newEncryptedKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    private static let newKey = newEncryptedKey + ["-nodes"]
}

/// The `openssl` command failed.
public struct OpenSSLFailure: Error, CustomStringConvertible {
    /// What was asked, and what it said.
    public let description: String
}

/// Runs the `openssl` command, gives it nothing to read, and returns all it says.
@discardableResult
public func runOpenSSL(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: said, as: UTF8.self)
    guard process.terminationStatus == 0 else {
        throw OpenSSLFailure(description: "openssl \(arguments.joined(separator: " ")): \(text)")
    }
    return text
}
