import Dispatch
import Foundation

/// The end of a command that runs until it is told to stop. It is made before the command says that it runs: whoever reads
/// that may end it at once.
final class Termination {
    private static let signals = [SIGINT, SIGTERM]

    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// From now on SIGINT and SIGTERM do not end the process by themselves.
    init() {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        self.stream = stream
        sources = Self.signals.map { number in
            // Dispatch hears a signal only when its default action is out of the way.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    /// Returns when one of them has come; a second one ends the process at once.
    func wait() async {
        for await _ in stream { break }
        for source in sources { source.cancel() }
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}
