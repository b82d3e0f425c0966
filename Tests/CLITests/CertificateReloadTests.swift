import Foundation
import TestSupport
import Testing
import Transport

@testable import CLI

@Suite struct CertificateReloadTests {
    let authority: TestAuthority
    let files: CertificateFiles

    init() throws {
        authority = try TestAuthority()
        let issued = try authority.issue()
        files = CertificateFiles(certificate: issued.certificateFile, key: issued.keyFile)
    }

    private func rewrite(_ path: String, with other: String) throws {
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: other, toPath: path)
    }

    @Test("files that stay as they are, are not read again")
    func unchanged() {
        var reload = CertificateReload(files)
        let due = (0..<3).map { _ in reload.isDue(.look, files.stamp()) }
        #expect(due == [false, false, false])
    }

    @Test("a hang-up reads at once, whatever the files look like")
    func hangUp() {
        var reload = CertificateReload(files)
        let due = [CertificateReload.Cause.hangUp, .look].map { reload.isDue($0, files.stamp()) }
        #expect(due == [true, false])
    }

    @Test("a change is read once it has stood still from one look to the next, and once only")
    func change() throws {
        var reload = CertificateReload(files)
        let others = try authority.issue()
        try rewrite(files.certificate, with: others.certificateFile)
        let first = reload.isDue(.look, files.stamp())
        // The key follows the certificate: the two have only now stopped changing.
        try rewrite(files.key, with: others.keyFile)
        let following = (0..<3).map { _ in reload.isDue(.look, files.stamp()) }
        #expect(!first)
        #expect(following == [false, true, false])
    }

    @Test("what a symbolic link points to counts, as certbot renews")
    func symbolicLink() throws {
        let link = files.certificate + ".live"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: files.certificate)
        let linked = CertificateFiles(certificate: link, key: files.key)
        let before = linked.stamp()
        #expect(linked.stamp() == before)
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: authority.issue().certificateFile)
        #expect(linked.stamp() != before)
    }

    @Test("what cannot be used is named by its setting, and so is a key that does not fit")
    func unusable() throws {
        let others = try authority.issue()
        let mismatch = #expect(throws: CertificateFiles.Unusable.self) {
            _ = try CertificateFiles(certificate: files.certificate, key: others.keyFile).load()
        }
        #expect(mismatch?.setting == .tlsKey)
        #expect(mismatch?.reason.hasSuffix("key values mismatch") == true)
        let noCertificate = #expect(throws: CertificateFiles.Unusable.self) {
            _ = try CertificateFiles(certificate: "/nowhere.pem", key: files.key).load()
        }
        #expect(noCertificate?.setting == .tlsCertificate)
    }
}
