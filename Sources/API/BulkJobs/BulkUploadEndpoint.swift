import Calls
import HTTP
import Telemetry

/// `POST /api/call-initiation/bulk-upload`: a list of people, called one after the other.
struct BulkUploadEndpoint {
    struct Accepted: Encodable {
        let success = true
        let jobId: String
    }

    let environment: APIEnvironment
    let draining: Draining
    let desk: DialDesk

    func respond(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        guard !draining.isOn else { throw .draining }
        guard environment.settings.telephony != nil else { throw .twilioNotConfigured }
        guard let upload = request.upload else { throw .missing("file") }
        let caller = try request.caller()
        let isDryRun = try ListQuery(target: request.target).flag("dryRun")
        let form = try await BulkUploadForm(upload, contentType: request.request.headers["Content-Type"])
        let key = try IdempotencyKey(request, content: Array("\(isDryRun) \(form.agentID)\n".utf8) + form.file)
        if let key, !isDryRun, let known = try await key.known(of: caller.userID, in: environment) {
            return try await answer(request, known.subject)
        }
        let agent = try await AgentChoice.find(form.agentID, of: caller.userID, in: environment)
        let job = BulkJob(
            id: environment.ids.next(), userID: caller.userID, agentID: agent.registered?.id,
            elevenLabsAgentID: agent.elevenLabsAgentID, createdAt: environment.clock.date())
        var rows = try BulkRows(
            form.file, of: caller.userID, job: job.id, policy: environment.settings.dialingPolicy, ids: environment.ids)
        let report = await Preflight(environment: environment).inspect(agent)
        if let refusal = report.refusal { throw refusal }
        try await rows.judge(by: report, in: environment)
        if isDryRun { return JSONAnswer.make(.ok, BulkReport(dryRun: rows.intents)) }
        return try await answer(request, try await add(job, rows, key, by: caller))
    }

    /// Writes the job down and starts it; gives the job that the key stands for, should another request have been first.
    private func add(
        _ job: BulkJob, _ rows: BulkRows, _ key: IdempotencyKey?, by caller: Caller
    ) async throws(APIError) -> RecordID {
        let record = key?.record(of: caller.userID, job.id, in: environment)
        let audit = environment.audit(.createJob, job.id, by: caller)
        let known = try await environment.stored { (store) throws(CallStoreError) in
            try await store.add(job, rows: rows.intents, key: record, noting: audit)
        }
        if let known, let key { return try key.check(known).subject }
        environment.log.info("a bulk job was ordered", ("jobId", job.id.hex), ("rows", "\(rows.intents.count)"))
        await desk.run(job)
        return job.id
    }

    private func answer(_ request: APIRequest, _ job: RecordID) async throws(APIError) -> HTTPResponse {
        let location = "/api/bulk-jobs/\(job)"
        if Self.prefersAsync(request.request.headers) {
            return JSONAnswer.make(
                .accepted, Accepted(jobId: job.hex),
                headers: ["Location": location, "Preference-Applied": "respond-async"])
        }
        let ended = try await end(of: job)
        switch ended.state {
        case .completed, .cancelled: break
        case .paused: throw .jobPaused(ended)
        case .running: throw .jobInterrupted(job)
        }
        var report = BulkReport(job: job)
        var line = 0
        while true {
            let rows = try await environment.stored { [line] (store) throws(CallStoreError) in
                try await store.rows(of: job, after: line, limit: 1000)
            }
            for row in rows { report.add(row) }
            guard let last = rows.last?.intent.line else { break }
            line = last
        }
        return JSONAnswer.make(.ok, report, headers: ["Location": location])
    }

    /// Waits until the job runs no more, or the server goes down.
    private func end(of id: RecordID) async throws(APIError) -> BulkJob {
        var job = try await environment.job(id)
        for await _ in await desk.changes(of: id) {
            job = try await environment.job(id)
            if job.state != .running { break }
        }
        return job
    }

    /// RFC 7240, 4.1.
    private static func prefersAsync(_ headers: HTTPHeaders) -> Bool {
        headers.values("Prefer").flatMap { $0.split(separator: ",") }.contains {
            $0.prefix { $0 != ";" && $0 != "=" }.lowercased().filter { $0 != " " && $0 != "\t" } == "respond-async"
        }
    }
}

extension APIEnvironment {
    /// A job, whoever's it is.
    func job(_ id: RecordID) async throws(APIError) -> BulkJob {
        let found = try await stored { (store) throws(CallStoreError) in try await store.job(id) }
        guard let found else { throw .unknownJob }
        return found
    }
}

extension APIError {
    static let unknownJob = APIError(.notFound, "unknown_job", "No bulk job has this id.")

    fileprivate static func jobPaused(_ job: BulkJob) -> APIError {
        let why = job.reason.map { ": \($0)" } ?? ""
        return unfinished(
            job.id, "job_paused",
            "The job is paused\(why). What was dialled stays; let it go on with POST /api/bulk-jobs/\(job.id)/resume.")
    }

    fileprivate static func jobInterrupted(_ job: RecordID) -> APIError {
        unfinished(
            job, "draining",
            "The server is shutting down. The job goes on when it is back: ask for /api/bulk-jobs/\(job).")
    }

    private static func unfinished(_ job: RecordID, _ code: String, _ message: String) -> APIError {
        var error = APIError(.serviceUnavailable, code, message)
        error.headers["Location"] = "/api/bulk-jobs/\(job)"
        return error
    }
}
