import Dispatch
import Telemetry

/// Where the disk is waited for, one thing after the other each.
struct RecordingQueues: Sendable {
    /// Writes what live calls bring.
    let writing = DispatchQueue(label: "voicebridge.recordings.writing")
    /// Makes finished recordings durable, and keeps the directory in order.
    let syncing = DispatchQueue(label: "voicebridge.recordings.syncing")
    /// Reads for whoever listens to a recording.
    let reading = DispatchQueue(label: "voicebridge.recordings.reading")
    let log: Log

    /// Runs something on a queue and brings what comes of it home.
    static func run<Value: Sendable>(
        on queue: DispatchQueue, _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}
