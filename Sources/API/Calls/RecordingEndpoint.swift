import Calls
import FoundationEssentials
import HTTP
import Telemetry

/// `GET /api/calls/:id/recording`: what was said in a call, as a WAV file, by our id or Twilio's call SID.
///
/// Of a call that is still going on it is what there is so far, a whole file of that length: a player opens it, and asking
/// again brings more. Its tag names the length, so that pieces of two lengths are never put together.
struct RecordingEndpoint {
    let environment: APIEnvironment

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let call = try await environment.callLog(of: request).call
        let recording = try await recording(of: call.id)
        let tag = EntityTag(strong: "\(call.id)-\(recording.byteCount)")
        let headers = headers(recording, tag)
        let asked = request.request.headers
        // RFC 9110, 13.2.2: first whether it is wanted at all, then which part.
        guard !tag.isNamed(byIfNoneMatch: asked) else { return HTTPResponse(.notModified, headers: headers) }
        let range =
            tag.permitsRange(byIfRange: asked, lastModified: steadyDate(recording))
            ? ByteRange(asked, of: recording.byteCount) : .whole
        return try answer(range, recording, headers)
    }

    private func answer(
        _ range: ByteRange, _ recording: StoredRecording, _ headers: HTTPHeaders
    ) throws(APIError) -> HTTPResponse {
        let body = RecordingBody(recording, log: environment.log)
        switch range {
        case .whole:
            return HTTPResponse(.ok, headers: headers, stored: HTTPStoredBody(body, range: 0..<recording.byteCount))
        case .part(let range):
            var headers = headers
            headers["Content-Range"] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(recording.byteCount)"
            return HTTPResponse(.partialContent, headers: headers, stored: HTTPStoredBody(body, range: range))
        case .unsatisfiable:
            throw .rangeNotSatisfiable(byteCount: recording.byteCount)
        }
    }

    private func recording(of call: RecordID) async throws(APIError) -> StoredRecording {
        let found: StoredRecording?
        do throws(RecordingError) {
            found = try await environment.recordings?.recording(of: call)
        } catch {
            environment.log.error("a recording could not be opened", ("reason", error.description))
            throw .recordingUnreadable
        }
        guard let found else { throw .noRecording }
        return found
    }

    private func headers(_ recording: StoredRecording, _ tag: EntityTag) -> HTTPHeaders {
        [
            "Content-Type": "audio/wav", "Content-Disposition": "inline; filename=\"call-\(recording.callID).wav\"",
            "Accept-Ranges": "bytes", "ETag": tag.text, "Last-Modified": HTTPDate.text(unixSeconds: recording.modified),
            // People's voices do not stay in caches; the tag is for downloads that are taken up again.
            "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
        ]
    }

    /// RFC 9110, 8.8.2.2: a date tells versions apart once the second it names is over. A recording grows every second.
    private func steadyDate(_ recording: StoredRecording) -> String? {
        let now = Int(environment.clock.date().timeIntervalSince1970)
        return recording.modified + 1 < now ? HTTPDate.text(unixSeconds: recording.modified) : nil
    }
}
