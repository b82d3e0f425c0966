import Foundation

/// Standard error, a line at a time.
enum StandardError {
    /// Writes a line, or with an empty terminator a piece of one.
    static func write(_ line: String, terminator: String = "\n") {
        FileHandle.standardError.write(Data((line + terminator).utf8))
    }
}
