/// Decides when the certificate is to be read again.
struct CertificateReload: Sendable {
    /// Why somebody looks.
    enum Cause: Sendable {
        /// SIGHUP: whoever sent it says that the files are ready.
        case hangUp
        /// Time has passed.
        case look
    }

    let files: CertificateFiles
    /// How the files were when they were read last, for better or worse: a bad certificate is complained of once.
    private var read: CertificateFiles.Stamp
    /// A change seen by the look before.
    private var changed: CertificateFiles.Stamp?

    /// Of files that are about to be read.
    init(_ files: CertificateFiles) {
        self.files = files
        read = files.stamp()
    }

    /// Whether to read now. A change has to stand still from one look to the next: certificate and key are written one
    /// after the other, and between the two they do not fit.
    mutating func isDue(_ cause: Cause, _ now: CertificateFiles.Stamp) -> Bool {
        let isDue =
            switch cause {
            case .hangUp: true
            case .look: now != read && now == changed
            }
        changed = now
        if isDue { read = now }
        return isDue
    }
}
