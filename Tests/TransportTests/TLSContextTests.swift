import TestSupport
import Testing

@testable import Transport

@Suite struct TLSContextTests {
    let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    @Test("a certificate file that is not there is named")
    func missingCertificate() throws {
        let files = try authority.issue()
        let error = TLSError("certificate chain file /nowhere.pem: No such file or directory", file: "/nowhere.pem")
        #expect(throws: error) {
            try TLSContext(certificateChainFile: "/nowhere.pem", privateKeyFile: files.keyFile)
        }
    }

    @Test("a key file that is not there is named")
    func missingKey() throws {
        let files = try authority.issue()
        let error = TLSError("private key file /nowhere.key: No such file or directory", file: "/nowhere.key")
        #expect(throws: error) {
            try TLSContext(certificateChainFile: files.certificateFile, privateKeyFile: "/nowhere.key")
        }
    }

    @Test("a key of another certificate is refused")
    func otherKey() throws {
        let (files, others) = (try authority.issue(), try authority.issue())
        let error = TLSError("private key file \(others.keyFile): key values mismatch", file: others.keyFile)
        #expect(throws: error) {
            try TLSContext(certificateChainFile: files.certificateFile, privateKeyFile: others.keyFile)
        }
    }

    @Test(
        "a key of another kind than the certificate's is refused: OpenSSL would set it aside for a certificate to come")
    func otherKindOfKey() throws {
        let files = try authority.issue()
        let key = files.keyFile + ".ed25519"
        try runOpenSSL(["genpkey", "-algorithm", "ed25519", "-out", key])
        let error = TLSError("private key file \(key): no certificate assigned", file: key)
        #expect(throws: error) {
            try TLSContext(certificateChainFile: files.certificateFile, privateKeyFile: key)
        }
    }

    @Test("a key with a passphrase is refused, and nobody is asked at the terminal")
    func encryptedKey() throws {
        let files = try authority.issue(passphrase: "secret")
        #expect {
            try TLSContext(certificateChainFile: files.certificateFile, privateKeyFile: files.keyFile)
        } throws: { error in
            "\(error)".hasPrefix("private key file \(files.keyFile): ")
        }
    }

    @Test("a file without a certificate is no chain")
    func noCertificate() throws {
        let files = try authority.issue()
        let error = TLSError("certificate chain file \(files.keyFile): no start line", file: files.keyFile)
        #expect(throws: error) {
            try TLSContext(certificateChainFile: files.keyFile, privateKeyFile: files.keyFile)
        }
    }

    @Test("an authority file that is not there is named")
    func missingAuthority() {
        let error = TLSError("certificate authority file /nowhere.pem: No such file or directory", file: "/nowhere.pem")
        #expect(throws: error) {
            try TLSContext(clientTrusting: "/nowhere.pem")
        }
    }
}
