import Calls
import HTTP

/// `/api/bulk-jobs/:id`: how a job gets on, and what it is to do.
struct BulkJobEndpoint {
    struct Shown: Encodable {
        let success = true
        let job: BulkJobView
        let rows: [BulkRowView]
        /// What `after` is to be for the rows that follow.
        @OrNull var nextRow: Int?
    }

    struct Changed: Encodable {
        let success = true
        let job: BulkJobView
    }

    let environment: APIEnvironment
    let desk: DialDesk

    /// `GET`: the job, and rows behind the line `after`.
    func show(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let job = try await job(request)
        let query = ListQuery(target: request.target)
        let limit = try query.limit(upTo: 1000, usually: 100)
        guard let after = query.text("after").map({ Int($0) }) ?? 0, after >= 0 else {
            throw .invalidValue("after", "must be the 'nextRow' of an answer before.")
        }
        let rows = try await environment.stored { (store) throws(CallStoreError) in
            try await store.rows(of: job.id, after: after, limit: limit)
        }
        return JSONAnswer.make(
            .ok,
            Shown(
                job: try await view(job), rows: rows.map(BulkRowView.init),
                nextRow: rows.count == limit ? rows.last?.intent.line : nil))
    }

    /// `GET …/events`: the job whenever it has changed, as Server-Sent Events.
    func events(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let job = try await job(request)
        let changes = await desk.changes(of: job.id, every: BulkJobEvents.keepAlive)
        return HTTPResponse(
            .ok,
            headers: [
                "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
                // Proxies that gather answers would hold the news back.
                "X-Accel-Buffering": "no",
            ], open: HTTPOpenBody(BulkJobEvents(job: job.id, changes: changes, endpoint: self)))
    }

    /// `POST …/pause`.
    func pause(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        try await change(request, wanted: .paused) { (id) throws(CallStoreError) in
            try await desk.pause(id, because: nil)
        }
    }

    /// `POST …/resume`. Why the job rests may be gone or not: the agent and the number are looked at again.
    func resume(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let job = try await job(request)
        if job.state == .paused {
            let agent = try await environment.stored { (store) throws(CallStoreError) in
                try await AgentChoice.find(for: job, in: store)
            }
            guard let agent else { throw .unknownAgent }
            if let refusal = await Preflight(environment: environment).inspect(agent).refusal { throw refusal }
        }
        return try await change(request, wanted: .running) { (id) throws(CallStoreError) in try await desk.goOn(id) }
    }

    /// `POST …/cancel`.
    func cancel(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        try await change(request, wanted: .cancelled) { (id) throws(CallStoreError) in try await desk.cancel(id) }
    }

    /// A job of whoever asks.
    func job(_ request: APIRequest) async throws(APIError) -> BulkJob {
        guard let id = request.parameters["id"].flatMap({ RecordID($0) }) else { throw .unknownJob }
        let job = try await environment.job(id)
        guard job.userID == (try request.caller()).userID else { throw .unknownJob }
        return job
    }

    func view(_ job: BulkJob) async throws(APIError) -> BulkJobView {
        let progress = try await environment.stored { (store) throws(CallStoreError) in
            try await store.progress(of: job.id)
        }
        let rate = await desk.rate(of: job.id) ?? Double(environment.settings.callsPerSecond)
        return BulkJobView(job, progress, rate: rate, now: environment.clock.date())
    }

    /// What is so already is no mistake; what is over cannot be changed.
    private func change(
        _ request: APIRequest, wanted: BulkJob.State,
        _ body: (RecordID) async throws(CallStoreError) -> BulkJob?
    ) async throws(APIError) -> HTTPResponse {
        let job = try await job(request)
        guard job.state != wanted else { return JSONAnswer.make(.ok, Changed(job: try await view(job))) }
        let audit = environment.audit(.changeJob, job.id, by: try request.caller())
        let changed = try await environment.stored { (store) throws(CallStoreError) in
            try await store.note(audit)
            return try await body(job.id)
        }
        guard let changed else { throw .jobNotOpen(try await environment.job(job.id)) }
        return JSONAnswer.make(.ok, Changed(job: try await view(changed)))
    }
}

extension APIError {
    fileprivate static func jobNotOpen(_ job: BulkJob) -> APIError {
        APIError(
            .conflict, "job_not_open", "The job is \(job.state.rawValue), and cannot be changed to that any more.")
    }
}
