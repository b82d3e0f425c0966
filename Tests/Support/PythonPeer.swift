import Foundation

/// Programs in Python with other people's packages at hand: those that scripts/python-peers installs in `.cache/venv`, at
/// the root of the repository.
public enum PythonPeer {
    private static let environment = Fixtures.folder.deletingLastPathComponent().appending(path: ".cache/venv")

    /// Whether a package is there. Where one is not, the tests that need it are skipped.
    public static func isInstalled(_ package: String) -> Bool {
        let library = environment.appending(path: "lib").path
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        return versions.contains {
            FileManager.default.fileExists(atPath: "\(library)/\($0)/site-packages/\(package)")
        }
    }

    /// Starts a program that lies in a file; modules beside it can be imported.
    public static func start(_ file: String, _ arguments: [String] = [], input: String = "/dev/null") throws -> Program
    {
        try Program(
            path: environment.appending(path: "bin/python").path, ["-B", file] + arguments,
            environment: ["PYTHONUTF8": "1"], input: input)
    }
}
