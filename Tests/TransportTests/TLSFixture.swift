import TestSupport

@testable import Transport

/// Contexts that most tests share: making keys and certificates takes several runs of `openssl`.
struct TLSFixture {
    /// For localhost and 127.0.0.1.
    let server: TLSContext
    /// For the same, until yesterday.
    let expired: TLSContext
    /// For `*.example.org` and `f*.example.com`.
    let wildcard: TLSContext
    /// Trusts the authority of the others.
    let client: TLSContext

    static func shared() throws -> TLSFixture { try made.get() }

    private static let made = Result { try TLSFixture() }

    private init() throws {
        let authority = try TestAuthority()
        server = try TLSContext(authority.issue())
        expired = try TLSContext(authority.issue(days: -1))
        wildcard = try TLSContext(authority.issue(for: ["DNS:*.example.org", "DNS:f*.example.com"]))
        client = try TLSContext(clientTrusting: authority.certificateFile)
    }
}

extension TLSContext {
    /// From what a test authority issued.
    convenience init(_ files: (certificateFile: String, keyFile: String)) throws(TLSError) {
        try self.init(certificateChainFile: files.certificateFile, privateKeyFile: files.keyFile)
    }
}
