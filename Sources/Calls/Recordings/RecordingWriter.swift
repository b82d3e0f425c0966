import Dispatch
import Synchronization
import Telemetry

/// Takes one call's recording to disk. Whoever brings the sound never waits: it is written on a queue that all recordings
/// share, and what the disk is too slow for becomes silence, so that what comes after it still stands in its place.
public final class RecordingWriter: Sendable {
    /// As many pieces wait: sixteen seconds, half a MiB. A loop that was held up brings as much at once as the mixer holds,
    /// eleven seconds.
    static let limit = 16

    private enum Piece {
        case sound([UInt8])
        case silence(byteCount: Int)
        case end
    }

    private struct State {
        var waiting: [Piece] = []
        var isScheduled = false
        var hasEnded = false
        var hasFailed = false
        var hasGap = false
        /// Not yet told.
        var news: [RecordingProblem] = []

        /// There is no room: this much is going to be silence.
        mutating func leaveOut(byteCount: Int) {
            if case .silence(let before) = waiting.last {
                waiting[waiting.count - 1] = .silence(byteCount: before + byteCount)
            } else {
                waiting.append(.silence(byteCount: byteCount))
            }
            if !hasGap { news.append(.gap) }
            hasGap = true
        }
    }

    private let state = Mutex(State())
    /// Used on the queues only.
    private let file: Mutex<GrowingRecording>
    private let queues: RecordingQueues

    init(directory: String, path: String, queues: RecordingQueues) {
        file = Mutex(GrowingRecording(directory: directory, path: path))
        self.queues = queues
    }

    /// Takes interleaved samples, about a second of them.
    public func append(_ sound: [UInt8]) {
        guard !sound.isEmpty else { return }
        change { state in
            if state.waiting.count < Self.limit {
                state.waiting.append(.sound(sound))
            } else {
                state.leaveOut(byteCount: sound.count)
            }
        }
    }

    /// There is no more: once all is written, the file is made durable and closed.
    public func finish() {
        change { state in
            state.waiting.append(.end)
            state.hasEnded = true
        }
    }

    /// What has gone wrong since this was last asked; each kind is told once.
    public func nextProblem() -> RecordingProblem? {
        state.withLock { $0.news.isEmpty ? nil : $0.news.removeFirst() }
    }

    /// Whether nothing more is taken.
    public var hasFailed: Bool { state.withLock { $0.hasFailed } }

    private func change(_ body: (inout State) -> Void) {
        let starts = state.withLock { state in
            guard !state.hasEnded, !state.hasFailed else { return false }
            body(&state)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if starts { queues.writing.async { self.drain() } }
    }

    private func drain() {
        do throws(RecordingError) {
            while let piece = takePiece() { try write(piece) }
        } catch {
            fail(error)
            close()
        }
    }

    private func takePiece() -> Piece? {
        state.withLock { state in
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled ? state.waiting.removeFirst() : nil
        }
    }

    private func write(_ piece: Piece) throws(RecordingError) {
        switch piece {
        case .sound(let bytes):
            try file.withLock { (file) throws(RecordingError) in try file.append(bytes) }
        case .silence(let count):
            try file.withLock { (file) throws(RecordingError) in try file.appendSilence(byteCount: count) }
        case .end:
            // Elsewhere, since other recordings need not wait until this one is durable.
            queues.syncing.async { self.close() }
        }
    }

    private func close() {
        do throws(RecordingError) {
            try file.withLock { (file) throws(RecordingError) in try file.close() }
        } catch {
            fail(error)
        }
    }

    private func fail(_ error: RecordingError) {
        state.withLock { state in
            state.waiting = []
            if !state.hasFailed { state.news.append(.failed(error.description)) }
            state.hasFailed = true
        }
        queues.log.error("a recording could not be written", ("reason", error.description))
    }
}
