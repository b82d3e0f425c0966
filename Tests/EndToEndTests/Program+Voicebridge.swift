import Foundation
import TestSupport

/// The program `voicebridge`, which stands next to the tests in the folder of build products.
extension Program {
    private static let voicebridge = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "voicebridge").path

    /// Starts it.
    convenience init(_ arguments: [String], environment: [String: String] = [:], directory: String = "/") throws {
        try self.init(path: Self.voicebridge, arguments, environment: environment, directory: directory)
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String = "/"
    ) async throws -> Result {
        try await Program(arguments, environment: environment, directory: directory).result()
    }
}
