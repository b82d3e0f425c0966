import Foundation
import Transport

/// The listener's certificate and key, as the settings name them.
struct CertificateFiles: Sendable {
    /// Why the two cannot be used, and which setting names the culprit.
    struct Unusable: Error {
        let setting: Setting
        let reason: String

        /// For a start that must not go on.
        var problem: ConfigurationError { ConfigurationError(problems: ["\(setting.name): \(reason)"]) }
    }

    /// What tells one state of the files from another.
    struct Stamp: Equatable {
        fileprivate let certificate: FileStamp?
        fileprivate let key: FileStamp?
    }

    let certificate: String
    let key: String

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// `nil` for a listener without TLS.
    init?(_ configuration: Configuration) {
        guard let certificate = configuration.tlsCertificate, let key = configuration.tlsKey else { return nil }
        self.init(certificate: certificate, key: key)
    }

    /// Reads both.
    func load() throws(Unusable) -> TLSContext {
        do {
            return try TLSContext(certificateChainFile: certificate, privateKeyFile: key)
        } catch {
            throw Unusable(setting: error.file == key ? .tlsKey : .tlsCertificate, reason: "\(error)")
        }
    }

    /// How they lie there now.
    func stamp() -> Stamp { Stamp(certificate: FileStamp(certificate), key: FileStamp(key)) }
}

/// A file as `stat` sees it: another one under the same name has another number, and one that was written to another time.
private struct FileStamp: Equatable {
    private let device: UInt
    private let number: UInt
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// `nil` where there is none. What a symbolic link points to counts: certbot renews by pointing it elsewhere.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
