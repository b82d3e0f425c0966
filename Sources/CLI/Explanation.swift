import Audio
import Calls
import Foundation
import Transport

/// Says an error in words that tell what to do next.
enum Explanation {
    static func of(_ error: any Error) -> String {
        switch error {
        case let error as CallStoreError: store(error)
        case let error as ConnectError: connect(error)
        case let error as CocoaError:
            [error.filePath, error.localizedDescription].compactMap(\.self).joined(separator: ": ")
        default: String(describing: error)
        }
    }

    private static func store(_ error: CallStoreError) -> String {
        switch error {
        case .busy:
            "the database is held by another process; stop that one, or set VOICEBRIDGE_DATABASE to another file"
        case .full: "no space is left for the database; free some, or move it with VOICEBRIDGE_DATABASE"
        case .failed(let code, let message): "the database failed: \(message) (SQLite code \(code))"
        case .newerSchema(let found, let known):
            "the database was made by a newer voicebridge (schema \(found), this one knows \(known)); use that version"
        case .conflict(let other): "the record \(other) has that already"
        }
    }

    private static func connect(_ error: ConnectError) -> String {
        switch error {
        case .malformedURL(let url): "'\(url)' is not a URL that can be dialled"
        case .nameNotFound(let name): "the name '\(name)' has no address; check the spelling and this machine's DNS"
        case .refused(let address): "nothing listens at \(address); is it running, and is the port right?"
        case .addressNotAllowed(let address): "\(address) may not be dialled"
        case .system(let operation, let number): "\(operation) failed: \(String(cString: strerror(number)))"
        case .tls(let reason): "TLS failed: \(reason)"
        case .upgradeRefused(let status, let reason): "the WebSocket was refused with status \(status): \(reason)"
        case .timedOut: "no answer within the time allowed"
        case .cancelled: "cancelled"
        }
    }
}
