import Foundation
import Fuzzing
import TestSupport
import Testing

/// The inputs under `Fixtures/fuzz`, a folder a target: examples to start from, and all that was ever found. `scripts/fuzz`
/// looks for more.
@Suite struct ReplayTests {
    @Test("kept inputs break no rule", arguments: FuzzTarget.all)
    func keptInputs(_ target: FuzzTarget) throws {
        let folder = Fixtures.folder.appending(path: "fuzz/\(target.name)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files.sorted(by: { $0.path < $1.path }) {
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(throws: Never.self, "\(target.name)/\(file.lastPathComponent)") { try target.run(bytes) }
        }
    }

    @Test("every folder belongs to a target")
    func everyFolder() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.folder.appending(path: "fuzz").path)
        #expect(Set(names).subtracting(["README.md"]) == Set(FuzzTarget.all.map(\.name)))
    }
}
