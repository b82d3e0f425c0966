import Dispatch
import Foundation

/// When to look at the certificate again: at SIGHUP, and every few seconds.
final class ReloadSignals {
    /// 5 s: a renewal comes weeks before it is needed, and two calls of `stat` cost nothing.
    private static let interval = 5

    /// The causes as they come.
    let causes: AsyncStream<CertificateReload.Cause>

    private let signalSource: any DispatchSourceSignal
    private let timerSource: any DispatchSourceTimer

    /// Begins. From now on SIGHUP no longer ends the process.
    init() {
        let (causes, continuation) = AsyncStream.makeStream(
            of: CertificateReload.Cause.self, bufferingPolicy: .bufferingOldest(8))
        self.causes = causes
        // Dispatch hears a signal only when its default action is out of the way.
        signal(SIGHUP, SIG_IGN)
        signalSource = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        signalSource.setEventHandler { continuation.yield(.hangUp) }
        signalSource.resume()
        timerSource = DispatchSource.makeTimerSource(queue: .global())
        timerSource.schedule(deadline: .now() + .seconds(Self.interval), repeating: .seconds(Self.interval))
        timerSource.setEventHandler { continuation.yield(.look) }
        timerSource.resume()
    }

    /// Looks no more.
    func end() {
        signalSource.cancel()
        timerSource.cancel()
    }
}
