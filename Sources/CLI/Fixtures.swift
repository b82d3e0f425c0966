import Foundation
import Simulator

/// Finds the recorded dialogue that the demo and the simulators speak.
enum Fixtures {
    static let option = CommandSyntax.Option("fixtures", "DIR", "folder of the recorded dialogue [Fixtures/audio]")

    /// The dialogue of the folder named, or of `Fixtures/audio` in the working folder or beside the build products.
    static func dialogue(_ arguments: Arguments) throws -> Dialogue {
        try Dialogue.load(directory: arguments.options["fixtures"] ?? directory())
    }

    private static func directory() -> String {
        let relative = "Fixtures/audio"
        var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        var candidates = [relative]
        // .build/<triple>/<configuration>/voicebridge lies below the folder that has Fixtures.
        for _ in 0..<4 {
            candidates.append(folder.appending(path: relative).path)
            folder.deleteLastPathComponent()
        }
        let found = candidates.first { FileManager.default.fileExists(atPath: $0 + "/dialogue.json") }
        return found ?? relative
    }
}
