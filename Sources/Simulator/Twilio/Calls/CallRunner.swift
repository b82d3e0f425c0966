import FoundationEssentials
import HTTP
import Transport
import Twilio

/// One call from its order to its end, on one loop: progress, TwiML, the Media Stream, and what REST orders meanwhile.
final class CallRunner {
    let core: TwilioCore
    let order: PlacedCall
    let fields: CallFields
    var report: CallReport
    /// What the callee does; goes on from stream to stream.
    var caller: CallerActor?
    /// An order not yet obeyed.
    var command: CallCommand?
    /// The stream under way.
    var stream: StreamSession?

    private var wake: CheckedContinuation<Void, Never>?
    private var sequenceNumber = 0
    private var answeredAt: ContinuousClock.Instant?
    private var detection: EventLoop.TimerID?
    /// The last request queued: each waits for the one before, so that they arrive in legal order.
    private var delivery: Task<Void, Never>?

    private init(_ order: PlacedCall, sid: String, core: TwilioCore) {
        self.core = core
        self.order = order
        fields = CallFields(
            callSID: sid, accountSID: core.configuration.accountSID, to: order.to, from: order.from,
            direction: order.caller == nil ? "outbound-api" : "inbound")
        report = CallReport(
            callSID: sid, to: order.to, from: order.from, status: "queued", duration: 0, streams: [], webhooks: [],
            spoken: [], problems: [])
    }

    /// Runs the call to its end.
    static func run(
        _ order: PlacedCall, sid: String, commands: AsyncStream<CallCommand>, core: TwilioCore,
        on loop: isolated EventLoop
    ) async {
        let runner = CallRunner(order, sid: sid, core: core)
        Task {
            for await command in commands { runner.take(command, on: loop) }
        }
        await runner.place(on: loop)
        await runner.delivery?.value
        core.registry.close(sid)
        core.reports.finish(sid, runner.report)
        core.feed.tell(.callEnded(runner.report))
    }

    /// Waits, unless there is an order to obey, and no longer than until one comes.
    func pause(_ length: Duration, on loop: isolated EventLoop) async {
        guard command == nil, length > .zero else { return }
        var timer: EventLoop.TimerID?
        await withCheckedContinuation { continuation in
            wake = continuation
            timer = loop.schedule(after: length) { self.wakeUp() }
        }
        timer.map { loop.cancel($0) }
    }

    /// The call is answered, unless it was already.
    func pickUp(on loop: isolated EventLoop) {
        guard answeredAt == nil else { return }
        answeredAt = .now
        move(to: "in-progress", .answered, on: loop)
    }

    /// Queues a request to the bridge.
    func deliver(
        _ event: String, _ form: [FormCoding.Field], to url: String, method: HTTPMethod, on loop: isolated EventLoop
    ) {
        let previous = delivery
        let faults = core.configuration.webhookFaults
        guard faults.isOrderly else {
            let copies = (0..<faults.copies).map { _ in
                Task {
                    try? await Task.sleep(for: faults.lateness * Double.random(in: 0...1))
                    _ = await request(event, form, to: url, method: method, on: loop)
                }
            }
            delivery = Task {
                await previous?.value
                for copy in copies { await copy.value }
            }
            return
        }
        delivery = Task {
            await previous?.value
            _ = await request(event, form, to: url, method: method, on: loop)
        }
    }

    /// Makes a request to the bridge and notes its answer.
    func request(
        _ event: String, _ form: [FormCoding.Field], to url: String, method: HTTPMethod, on loop: isolated EventLoop
    ) async -> HTTPResponse? {
        do throws(WebhookFailure) {
            let answer = try await core.webhooks.send(form, to: url, method: method)
            report.webhooks.append(.init(url: url, event: event, status: answer.status.code, failure: nil))
            return answer
        } catch {
            report.webhooks.append(.init(url: url, event: event, status: nil, failure: error.words))
            return nil
        }
    }
}

extension CallRunner {
    private func take(_ command: CallCommand, on loop: isolated EventLoop) {
        self.command = command
        stream?.stop(on: loop)
        wakeUp()
    }

    private func wakeUp() {
        wake?.resume()
        wake = nil
    }

    /// `queued`, `initiated`, `ringing`, and then what becomes of it. A call ended while queued is never reported.
    private func place(on loop: isolated EventLoop) async {
        if let caller = order.caller { return await comeIn(caller, on: loop) }
        let timing = core.configuration.timing
        await pause(timing.initiated, on: loop)
        guard command == nil else { return finish("canceled", reporting: false, on: loop) }
        move(to: "initiated", .initiated, on: loop)
        await pause(timing.ringing, on: loop)
        guard command == nil else { return finish("canceled", sipResponseCode: 487, on: loop) }
        move(to: "ringing", .ringing, on: loop)
        await ring(on: loop)
    }

    /// Somebody calls in: it rings until there is a document, whose first verb answers.
    private func comeIn(_ script: CallerScript, on loop: isolated EventLoop) async {
        move(to: "ringing", .ringing, on: loop)
        caller = CallerActor(script)
        await followDocuments(on: loop)
        finish(answeredAt == nil ? "no-answer" : "completed", sipResponseCode: 200, on: loop)
    }

    /// Tells who answered, once that has been found out, if the call lasts as long.
    private func detectMachine(on loop: isolated EventLoop) {
        guard let url = order.answeredByCallback else { return }
        let (word, after) = (core.configuration.answeredBy, core.configuration.timing.detection)
        detection = loop.schedule(after: after) {
            self.core.registry.update(self.fields.callSID) { $0.answeredBy = word }
            self.deliver("amd", self.fields.answeredBy(word, after: after), to: url, method: .post, on: loop)
        }
    }

    private func ring(on loop: isolated EventLoop) async {
        let callee = core.configuration.callee(for: order.to)
        await pause(ringingTime(callee), on: loop)
        guard command == nil else { return finish("canceled", sipResponseCode: 487, on: loop) }
        switch callee {
        case .answers(let script): await answer(script, on: loop)
        case .busy: finish("busy", sipResponseCode: 486, on: loop)
        case .noAnswer: finish("no-answer", sipResponseCode: 487, on: loop)
        case .fails: finish("failed", sipResponseCode: 404, on: loop)
        }
    }

    private func ringingTime(_ callee: Callee) -> Duration {
        let answer = core.configuration.timing.answer
        switch callee {
        case .answers, .busy, .fails: return answer
        case .noAnswer: return min(.seconds(order.ringTimeout), answer * 10)
        }
    }

    private func answer(_ script: CallerScript, on loop: isolated EventLoop) async {
        caller = CallerActor(script)
        pickUp(on: loop)
        detectMachine(on: loop)
        var limit: EventLoop.TimerID?
        if let seconds = order.timeLimit {
            limit = loop.schedule(after: .seconds(seconds)) { self.take(.end, on: loop) }
        }
        await followDocuments(on: loop)
        limit.map { loop.cancel($0) }
        finish("completed", sipResponseCode: 200, on: loop)
    }

    private func move(to status: String, _ event: CallOrder.Event, on loop: isolated EventLoop) {
        report.status = status
        let date = Date()
        core.registry.update(fields.callSID) { call in
            // The REST API knows no `initiated`: such a call is still queued.
            if event != .initiated { call.status = status }
            if event == .answered { call.startTime = date }
        }
        core.feed.tell(.status(callSID: fields.callSID, status))
        tell(event, .init(status: status, sequenceNumber: sequenceNumber, date: date), on: loop)
    }

    private func finish(
        _ status: String, sipResponseCode: Int? = nil, reporting: Bool = true, on loop: isolated EventLoop
    ) {
        detection.map { loop.cancel($0) }
        report.status = status
        report.duration = answeredAt.map { Int((.now - $0) / .seconds(1)) } ?? 0
        let (date, duration) = (Date(), report.duration)
        core.registry.update(fields.callSID) { call in
            call.status = status
            call.duration = duration
            call.endTime = date
        }
        core.feed.tell(.status(callSID: fields.callSID, status))
        guard reporting else { return }
        let progress = CallFields.Progress(
            status: status, sequenceNumber: sequenceNumber, date: date, duration: duration,
            sipResponseCode: sipResponseCode)
        tell(.completed, progress, on: loop)
    }

    private func tell(_ event: CallOrder.Event, _ progress: CallFields.Progress, on loop: isolated EventLoop) {
        guard let url = order.statusCallback, order.events.contains(event) else { return }
        sequenceNumber += 1
        deliver(
            progress.status, fields.progress(progress), to: url, method: order.statusCallbackMethod, on: loop)
    }
}
