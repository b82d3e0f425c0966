import Calls
import HTTP
import Telemetry

/// A recording as the body of an answer.
final class RecordingBody: HTTPBodySource {
    private let recording: StoredRecording
    private let log: Log

    init(_ recording: StoredRecording, log: Log) {
        self.recording = recording
        self.log = log
    }

    @concurrent func read(_ range: Range<Int>) async -> [UInt8]? {
        switch await recording.read(range) {
        case .success(let bytes):
            return bytes
        case .failure(let error):
            log.error("a recording could not be read", ("reason", error.description))
            return nil
        }
    }
}
