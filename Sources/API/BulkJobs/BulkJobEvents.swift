import Calls
import HTTP
import Synchronization

/// A job's progress as Server-Sent Events (WHATWG HTML, 9.2): `progress` whenever it has changed, `end` when it is over.
///
/// Each event says how the job is then, so that a client which is behind misses only what has passed since.
final class BulkJobEvents: HTTPPieceSource {
    /// Something is sent that often, so that neither side takes the other for gone: a comment where nothing has changed.
    static let keepAlive = Duration.seconds(15)
    /// No more than four events a second: nobody reads faster, and each costs a count of the rows.
    private static let shortestGap = Duration.milliseconds(250)

    private struct State {
        var last: [UInt8] = []
        var isOver = false
    }

    private let job: RecordID
    private let changes: AsyncStream<Void>
    private let endpoint: BulkJobEndpoint
    private let state = Mutex(State())

    init(job: RecordID, changes: AsyncStream<Void>, endpoint: BulkJobEndpoint) {
        self.job = job
        self.changes = changes
        self.endpoint = endpoint
    }

    @concurrent func next() async -> [UInt8]? {
        guard !state.withLock({ $0.isOver }) else { return nil }
        if !state.withLock({ $0.last.isEmpty }) { await endpoint.environment.clock.sleep(Self.shortestGap) }
        for await _ in changes {
            do throws(APIError) {
                let job = try await endpoint.environment.job(job)
                return event(JSONAnswer.text(of: try await endpoint.view(job)), isOver: !job.state.isOpen)
            } catch {
                // The client comes back by itself, as these do.
                return nil
            }
        }
        return nil
    }

    private func event(_ data: [UInt8], isOver: Bool) -> [UInt8] {
        state.withLock { state in
            guard data != state.last || isOver else { return Array(":\n\n".utf8) }
            state.last = data
            state.isOver = isOver
            return Array("event: \(isOver ? "end" : "progress")\ndata: ".utf8) + data + Array("\n\n".utf8)
        }
    }
}
