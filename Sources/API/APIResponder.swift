public import Calls
public import HTTP
import Synchronization
public import Telemetry
public import Transport

/// The API: agents, leads and calls, call orders, Twilio's webhooks, health. Give it to an `HTTPServer`.
public final class APIResponder: HTTPResponder {
    private let environment: APIEnvironment
    private let router: Router
    private let authorization: Authorization
    private let cors: CORSPolicy
    private let securityHeaders: SecurityHeaders
    private let draining: Draining
    private let desk: DialDesk

    /// Makes the API.
    public init(
        settings: APISettings, store: any CRMStore, live: LiveCalls, http: any HTTPSending, ids: IDSource, log: Log,
        clock: APIClock = .system, recordings: RecordingLibrary? = nil
    ) {
        let environment = APIEnvironment(
            settings: settings, store: store, live: live, http: http, ids: ids, clock: clock, log: log,
            recordings: recordings)
        let draining = Draining()
        let desk = DialDesk(environment: environment)
        self.desk = desk
        self.environment = environment
        self.draining = draining
        authorization = Authorization(environment: environment)
        cors = CORSPolicy(origins: settings.allowedOrigins)
        securityHeaders = SecurityHeaders(isSecure: settings.isReachedByTLS)
        router = Router(routes: Self.routes(environment, draining, desk))
    }

    /// From now on new call orders are refused and health says `draining`; calls that live go on.
    public func beginDraining() { draining.begin() }

    /// Goes on with the calls and jobs that a process before this one left. Call it before the first request is answered.
    public func resumeDialing() async { await desk.resume() }

    /// Orders nothing more, and returns when no order is under way; jobs go on when the next process resumes them.
    public func stopDialing() async { await desk.stop() }

    /// THREATS: 64 KiB for webhooks, 256 KiB for JSON.
    public func bodyLimit(for head: HTTPRequest) -> Int {
        streamLimit(of: head) ?? (head.target.hasPrefix("/api/webhooks/") ? 64 << 10 : 256 << 10)
    }

    /// Lists, and what may be sound, come in pieces.
    public func streamsBody(of head: HTTPRequest) -> Bool { streamLimit(of: head) != nil }

    private func streamLimit(of head: HTTPRequest) -> Int? {
        guard let target = RequestTarget(head.target), let found = try? router.route(head.method, target) else {
            return nil
        }
        return found.0.streamLimit
    }

    /// Answers a request; whatever goes wrong becomes JSON that says what to do.
    @concurrent
    public func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        // A body that is here whole is one piece.
        let upload = streamsBody(of: request) ? HTTPBodyStream([request.body]) : nil
        return await respond(to: request, upload, from: peer)
    }

    /// Answers a request whose body comes in pieces.
    @concurrent
    public func respond(
        to request: HTTPRequest, reading body: HTTPBodyStream, from peer: SocketAddress
    ) async -> HTTPResponse {
        await respond(to: request, body, from: peer)
    }

    private func respond(
        to request: HTTPRequest, _ upload: HTTPBodyStream?, from peer: SocketAddress
    ) async -> HTTPResponse {
        let start = environment.clock.now()
        var response: HTTPResponse
        do throws(APIError) {
            response = try await answer(request, upload, from: peer)
        } catch {
            response = JSONAnswer.make(error)
        }
        cors.apply(to: &response, for: request)
        securityHeaders.apply(to: &response)
        note(request, response.status, took: environment.clock.now() - start)
        return response
    }

    private func answer(
        _ request: HTTPRequest, _ upload: HTTPBodyStream?, from peer: SocketAddress
    ) async throws(APIError) -> HTTPResponse {
        guard let target = RequestTarget(request.target) else { throw .malformedTarget }
        if let answer = try cors.preflight(request) { return answer }
        let (route, parameters) = try router.route(request.method, target)
        var asked = APIRequest(request: request, target: target, peer: peer, parameters: parameters)
        asked.upload = upload
        switch route.access {
        case .anyone, .twilio, .elevenLabs: break
        case .scope(let scope):
            let caller = try await authorization.caller(of: request, from: peer)
            try caller.check(scope)
            asked.who = caller
        }
        return try await route.handler(asked)
    }

    /// The path without its query: what is in queries is not for logs.
    private func note(_ request: HTTPRequest, _ status: HTTPStatus, took duration: Duration) {
        let path = request.target.prefix { $0 != "?" }
        let level: Log.Level =
            switch status.code {
            case 500...: .warning
            default: path == "/healthz" ? .debug : .info
            }
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        environment.log.write(
            level, "request",
            [
                ("method", request.method.rawValue), ("path", String(path)), ("status", "\(status.code)"),
                ("milliseconds", "\(milliseconds)"),
            ])
    }

    /// Every endpoint: the one list from which routing, access, `Allow` and the API's description come.
    private static func routes(
        _ environment: APIEnvironment, _ draining: Draining, _ desk: DialDesk
    ) -> [Router.Route] {
        let agents = AgentsEndpoint(environment: environment)
        let preflight = PreflightEndpoint(environment: environment)
        let leads = LeadsEndpoint(environment: environment)
        let calls = CallListEndpoint(environment: environment)
        let transcript = TranscriptEndpoint(environment: environment)
        let export = ExportEndpoint(environment: environment)
        let hangUp = HangUpEndpoint(environment: environment)
        let analytics = AnalyticsEndpoint(environment: environment)
        let ordering = CallOrdering(environment: environment, draining: draining, desk: desk)
        let liveCall = LiveCallEndpoint(ordering: ordering)
        let testCall = TestCallEndpoint(ordering: ordering)
        let upload = BulkUploadEndpoint(environment: environment, draining: draining, desk: desk)
        let jobs = BulkJobEndpoint(environment: environment, desk: desk)
        let status = CallStatusEndpoint(environment: environment)
        let voice = VoiceEndpoint(environment: environment)
        let gate = InboundGate(environment.settings.inbound)
        let progress = CallProgressEndpoint(environment: environment, gate: gate)
        let streamStatus = StreamStatusEndpoint(environment: environment)
        let answeredBy = AnsweredByEndpoint(environment: environment)
        let inbound = InboundEndpoint(environment: environment, draining: draining, gate: gate)
        let conversation = ConversationEventEndpoint(environment: environment)
        let recording = RecordingEndpoint(environment: environment)
        let health = HealthEndpoint(draining: draining, instance: environment.settings.instance)
        let routes: [Router.Route] = [
            .init(.post, "/api/call-initiation/live-call", .scope(.call), LiveCallEndpoint.operation, liveCall.respond),
            .init(
                .post, "/api/call-initiation/bulk-upload", .scope(.call), streamingUpTo: BulkUploadForm.bodyLimit,
                BulkUploadEndpoint.operation, upload.respond),
            .init(.get, "/api/bulk-jobs/:id", .scope(.read), BulkJobEndpoint.showOperation, jobs.show),
            .init(.get, "/api/bulk-jobs/:id/events", .scope(.read), BulkJobEndpoint.eventsOperation, jobs.events),
            .init(.post, "/api/bulk-jobs/:id/pause", .scope(.call), BulkJobEndpoint.pauseOperation, jobs.pause),
            .init(.post, "/api/bulk-jobs/:id/resume", .scope(.call), BulkJobEndpoint.resumeOperation, jobs.resume),
            .init(.post, "/api/bulk-jobs/:id/cancel", .scope(.call), BulkJobEndpoint.cancelOperation, jobs.cancel),
            .init(.post, "/api/agents/test-call", .scope(.call), TestCallEndpoint.operation, testCall.respond),
            .init(
                .get, "/api/call-initiation/status/:callId", .scope(.read), CallStatusEndpoint.statusOperation,
                status.respond),
            .init(.get, "/api/agents", .scope(.read), AgentsEndpoint.listOperation, agents.list),
            .init(.post, "/api/agents", .scope(.admin), AgentsEndpoint.createOperation, agents.create),
            .init(.get, "/api/agents/:id", .scope(.read), AgentsEndpoint.showOperation, agents.show),
            .init(.patch, "/api/agents/:id", .scope(.admin), AgentsEndpoint.changeOperation, agents.change),
            .init(.delete, "/api/agents/:id", .scope(.admin), AgentsEndpoint.removeOperation, agents.remove),
            .init(.post, "/api/agents/:id/preflight", .scope(.call), PreflightEndpoint.operation, preflight.respond),
            .init(.get, "/api/leads", .scope(.read), LeadsEndpoint.listOperation, leads.list),
            .init(.post, "/api/leads", .scope(.call), LeadsEndpoint.saveOperation, leads.save),
            .init(.get, "/api/leads/:id", .scope(.read), LeadsEndpoint.showOperation, leads.show),
            .init(.patch, "/api/leads/:id", .scope(.call), LeadsEndpoint.changeOperation, leads.change),
            .init(.delete, "/api/leads/:id", .scope(.call), LeadsEndpoint.removeOperation, leads.remove),
            .init(.get, "/api/calls", .scope(.read), CallListEndpoint.operation, calls.respond),
            // Before the calls themselves, whose ids it is none of.
            .init(.get, "/api/calls/export", .scope(.read), ExportEndpoint.operation, export.respond),
            .init(.get, "/api/calls/:id", .scope(.read), CallStatusEndpoint.operation, status.respond),
            .init(.get, "/api/calls/:id/transcript", .scope(.read), TranscriptEndpoint.operation, transcript.respond),
            .init(.get, "/api/calls/:id/recording", .scope(.read), RecordingEndpoint.operation, recording.respond),
            .init(.post, "/api/calls/:id/hangup", .scope(.call), HangUpEndpoint.operation, hangUp.respond),
            .init(.get, "/api/analytics", .scope(.read), AnalyticsEndpoint.operation, analytics.respond),
            .init(.post, "/api/webhooks/twilio/elevenlabs-outbound", .twilio, VoiceEndpoint.operation, voice.respond),
            .init(.post, "/api/webhooks/twilio/call-status", .twilio, CallProgressEndpoint.operation, progress.respond),
            .init(
                .post, "/api/webhooks/twilio/stream-status", .twilio, StreamStatusEndpoint.operation,
                streamStatus.respond),
            .init(.post, "/api/webhooks/twilio/amd", .twilio, AnsweredByEndpoint.operation, answeredBy.respond),
            .init(.post, "/api/webhooks/twilio/inbound", .twilio, InboundEndpoint.operation, inbound.respond),
            .init(
                .post, "/api/webhooks/elevenlabs/conversation-event", .elevenLabs,
                streamingUpTo: ConversationEventEndpoint.bodyLimit, ConversationEventEndpoint.operation,
                conversation.respond),
            .init(.get, "/healthz", .anyone, HealthEndpoint.operation, health.respond),
        ]
        return routes + [OpenAPIEndpoint.route(describing: routes, version: environment.settings.version)]
    }
}
