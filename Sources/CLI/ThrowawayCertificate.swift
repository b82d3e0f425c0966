import COpenSSL

/// A certificate for this machine that signed itself, in a folder of its own; for benchmarks.
struct ThrowawayCertificate {
    /// OpenSSL could not make it, or the disk is full.
    enum Failure: Error {
        case notMade
    }

    let certificateFile: String
    let keyFile: String
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        certificateFile = directory.path + "/certificate.pem"
        keyFile = directory.path + "/key.pem"
        guard copenssl_write_throwaway_certificate(certificateFile, keyFile) == 1 else { throw Failure.notMade }
    }

    func remove() { directory.remove() }
}
