import Dispatch
import Foundation

/// The end of a command that runs until it is told to stop.
enum Termination {
    /// Returns when SIGINT or SIGTERM comes; a second one ends the process at once.
    static func awaitSignal() async {
        let signals = [SIGINT, SIGTERM]
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let sources = signals.map { number in
            // Dispatch hears a signal only when its default action is out of the way.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
        for number in signals { signal(number, SIG_DFL) }
    }
}
