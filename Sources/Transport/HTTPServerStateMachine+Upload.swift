import HTTP

/// Bodies that a responder takes in pieces while they come.
extension HTTPServerStateMachine {
    /// What there is of a streamed body.
    enum Part: Equatable {
        /// So much more.
        case bytes([UInt8])
        /// It was all.
        case end
        /// Nothing until more comes.
        case notYet
        /// There will be no more.
        case failed(HTTPBodyError)
    }

    /// A body on its way to a responder that takes it in pieces.
    struct Upload {
        let head: HTTPRequestHead
        let limit: Int
        var clock: HTTPBodyClock
        /// Bytes that came, in all.
        var byteCount = 0
        /// Whether the responder waits for a piece.
        var isAwaited = false
        /// How it ended: by its own end, or the client's.
        var end: UploadEnd?
    }

    enum UploadEnd {
        case whole
        case lost
    }

    /// Takes what has come of a streamed body; then `next` is to be called. Taking makes room for more.
    mutating func takePart(at now: Instant) -> Part {
        guard case .streaming(var upload) = state else { return .failed(bodyFailure) }
        defer { if case .streaming = state { state = .streaming(upload) } }
        guard body.isEmpty else {
            defer { body = [] }
            upload.clock.resume(at: now)
            upload.isAwaited = false
            return .bytes(body)
        }
        switch upload.end {
        case .whole: return .end
        case .lost: return .failed(.connectionLost)
        case nil:
            upload.isAwaited = true
            return .notYet
        }
    }

    /// What has come is judged before the responder hears of the request, so that a length over the limit stays from it.
    mutating func begin(_ upload: Upload, at now: Instant) -> Event? {
        var upload = upload
        if let refusal = read(&upload, at: now) { return refusal }
        // The client's time begins when somebody asks for the body.
        if awaitsContinue { upload.clock.pause(at: now) }
        state = .streaming(upload)
        return .streamedRequest(upload.head.request)
    }

    /// Reads on, and asks for the body where client and responder wait for each other.
    mutating func advance(_ upload: Upload, at now: Instant) -> Event? {
        guard upload.end == nil, body.count < configuration.bodyWindow else { return nil }
        var upload = upload
        if let refusal = read(&upload, at: now) { return refusal }
        defer { state = .streaming(upload) }
        guard awaitsContinue, upload.isAwaited, upload.end == nil else { return nil }
        awaitsContinue = false
        upload.clock.resume(at: now)
        return .sendContinue
    }

    /// Reads on, up to the window and a read beyond it.
    private mutating func read(_ upload: inout Upload, at now: Instant) -> Event? {
        let before = body.count
        do throws(HTTPError) {
            if try parser.nextBody(into: &body, limit: upload.limit) { upload.end = .whole }
        } catch {
            return refuse(.malformed(error), telling: .refused(error))
        }
        upload.byteCount += body.count - before
        if upload.end == nil, peerHasEnded { upload.end = .lost }
        if upload.byteCount > 0, awaitsContinue {
            // RFC 9110, 10.1.1: no need to ask for a body that comes already.
            awaitsContinue = false
            upload.clock.resume(at: now)
        }
        if body.count >= configuration.bodyWindow { upload.clock.pause(at: now) }
        return nil
    }
}
