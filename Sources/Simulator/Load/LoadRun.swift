public import Audio
import HTTP
import Telemetry
public import Transport
import Twilio
import WebSocket

/// Many calls at once through a relay that runs as another process: the callers dial it, and it dials the agents here.
public struct LoadRun: Sendable {
    /// How much, how long, and against whom.
    public struct Settings: Sendable {
        /// The relay's Media Streams address.
        public var url: String
        /// Where the agents listen; the relay must dial them here.
        public var agents: SocketAddress
        /// Calls at once.
        public var calls: Int
        /// How long frames are counted.
        public var duration: Duration
        /// What the agents speak and hear.
        public var format: AudioFormat
        /// Whether the agents are interrupted, about once a second; each interruption is written down, which costs.
        public var interrupts = false
        /// The relay's process, whose CPU time is read.
        public var process: Int32?
        /// A file in which the relay's allocations are counted.
        public var allocationCounter: String?

        /// Makes settings.
        public init(
            url: String, agents: SocketAddress, calls: Int, duration: Duration, format: AudioFormat = .pcm16000,
            process: Int32? = nil, allocationCounter: String? = nil
        ) {
            self.url = url
            self.agents = agents
            self.calls = calls
            self.duration = duration
            self.format = format
            self.process = process
            self.allocationCounter = allocationCounter
        }
    }

    /// Why a run could not be made.
    public enum Failure: Error, Hashable, Sendable {
        /// The relay could not be reached.
        case relay(ConnectError)
        /// The relay took a stream and dialled no agent for it within ten seconds.
        case noAgent(call: Int)
    }

    /// Before counting: caches warm, buffers at their size.
    private static let warmUp = Duration.seconds(2)

    private let settings: Settings

    /// Makes a run.
    public init(_ settings: Settings) { self.settings = settings }

    /// Sets the calls up one by one, lets them speak, and counts. All of it is on the group's first loop.
    public func run(on group: EventLoopGroup) async throws -> LoadReport {
        let server = try await HTTPServer(
            .init(address: settings.agents), on: group, responder: LoadResponder(), acceptor: LoadAcceptor())
        defer { Task { await server.stop() } }
        return try await run(on: group.loops[0])
    }

    private func run(on loop: isolated EventLoop) async throws -> LoadReport {
        let hub = LoadHub()
        loop.attach(hub)
        let (delay, clearDelay) = (Histogram(), Histogram())
        var calls: [LoadCall] = []
        for number in 0..<settings.calls { calls.append(try await call(number, delay, clearDelay, hub, on: loop)) }
        for call in calls { TickClock.of(loop).add(call, on: loop) }

        await pause(Self.warmUp, on: loop)
        let before = usage()
        let (flowsBefore, start) = (flows(calls), ContinuousClock.now)
        delay.reset()
        clearDelay.reset()
        let interruptionsBefore = calls.reduce(0) { $0 + $1.interruptions }
        await pause(settings.duration, on: loop)
        let (flowsAfter, seconds) = (flows(calls), (ContinuousClock.now - start) / .seconds(1))
        let after = usage()
        let interruptions = calls.reduce(0) { $0 + $1.interruptions } - interruptionsBefore

        for call in calls { TickClock.of(loop).remove(call, on: loop) }
        await pause(.milliseconds(500), on: loop)
        let cut = calls.count { $0.end != nil }
        let frames = flowsAfter.received - flowsBefore.received
        var report = LoadReport(
            calls: calls.count, seconds: seconds, frames: frames, lost: flows(calls).sent - flows(calls).received,
            late: flowsAfter.late - flowsBefore.late, cut: cut, delayP50: delay.quantile(0.5) / .milliseconds(1),
            delayP99: delay.quantile(0.99) / .milliseconds(1), delayMaximum: flowsAfter.worst / .milliseconds(1),
            interruptions: interruptions, clears: clearDelay.count,
            clearDelayP50: clearDelay.quantile(0.5) / .milliseconds(1),
            clearDelayP99: clearDelay.quantile(0.99) / .milliseconds(1))
        if let before, let after, frames > 0 {
            let roundTrips = Double(frames) / 2
            report.userMicrosecondsPerRoundTrip = (after.user - before.user) / .microseconds(1) / roundTrips
            report.systemMicrosecondsPerRoundTrip = (after.system - before.system) / .microseconds(1) / roundTrips
            if let first = before.allocations, let last = after.allocations {
                report.allocationsPerFrame = Double(last - first) / Double(frames)
            }
        }
        for call in calls { call.hangUp(on: loop) }
        await pause(.milliseconds(500), on: loop)
        return report
    }

    /// Sets one call up: its stream, then the agent that the relay dials for it.
    private func call(
        _ number: Int, _ delay: Histogram, _ clearDelay: Histogram, _ hub: LoadHub, on loop: isolated EventLoop
    ) async throws -> LoadCall {
        let socket: WebSocketConnection
        do throws(ConnectError) {
            socket = try await WebSocketConnection.connect(
                to: settings.url, settings: .init(limits: WebSocketLimits()), on: loop)
        } catch {
            throw Failure.relay(error)
        }
        let start = StreamStart(
            accountSID: SID.make("AC"), streamSID: SID.make("MZ"), callSID: SID.make("CA"),
            customParameters: ["agentId": "agent_load"])
        let call = LoadCall(
            socket, start: start, format: settings.format, delay: delay, clearDelay: clearDelay,
            interrupts: settings.interrupts)
        call.begin(on: loop)
        let hasAgent = await withCheckedContinuation { continuation in
            let deadline = loop.schedule(after: .seconds(10)) {
                call.onAgent = nil
                continuation.resume(returning: false)
            }
            call.onAgent = {
                loop.cancel(deadline)
                continuation.resume(returning: true)
            }
            hub.expect(call, on: loop)
        }
        guard hasAgent else { throw Failure.noAgent(call: number) }
        return call
    }

    private func usage() -> ProcessUsage? {
        settings.process.flatMap { ProcessUsage.of($0, countedIn: settings.allocationCounter) }
    }

    private func flows(_ calls: [LoadCall]) -> (sent: Int, received: Int, late: Int, worst: Duration) {
        calls.reduce(into: (0, 0, 0, .zero)) { sum, call in
            for flow in [call.up, call.down] {
                sum.0 += flow.sent
                sum.1 += flow.received
                sum.2 += flow.late
                sum.3 = max(sum.3, flow.worst)
            }
        }
    }

    private func pause(_ duration: Duration, on loop: isolated EventLoop) async {
        await withCheckedContinuation { continuation in
            loop.schedule(after: duration) { continuation.resume() }
        }
    }
}

/// Brings each call and the agent's socket that the relay dials for it together, whichever comes first.
private final class LoadHub {
    private var waiting: LoadCall?
    private var early: WebSocketConnection?

    func expect(_ call: LoadCall, on loop: isolated EventLoop) {
        if let socket = early {
            early = nil
            call.join(socket, on: loop)
        } else {
            waiting = call
        }
    }

    func take(_ socket: WebSocketConnection, on loop: isolated EventLoop) {
        if let call = waiting {
            waiting = nil
            call.join(socket, on: loop)
        } else {
            // A relay that dials before it has seen `start`; it has nothing to say yet.
            socket.delegate = Parked()
            early = socket
        }
    }

    private final class Parked: WebSocketDelegate {
        func webSocket(_ socket: WebSocketConnection, received text: Span<UInt8>, on loop: isolated EventLoop) {}
        func webSocket(
            _ socket: WebSocketConnection, receivedBinary bytes: Span<UInt8>, on loop: isolated EventLoop
        ) {}
        func webSocket(_ socket: WebSocketConnection, isCongested: Bool, on loop: isolated EventLoop) {}
        func webSocketDidClose(_ socket: WebSocketConnection, reason: CloseReason, on loop: isolated EventLoop) {}
    }
}

/// Takes the relay's agent sockets in.
private struct LoadAcceptor: WebSocketAcceptor {
    func decide(_ request: HTTPRequest, from peer: SocketAddress) -> WebSocketDecision {
        .accept(.init(limits: WebSocketLimits(maximumMessageSize: 1024 * 1024)))
    }

    func accept(
        _ socket: WebSocketConnection, request: HTTPRequest, from peer: SocketAddress, on loop: isolated EventLoop
    ) {
        loop.attached(LoadHub.self)?.take(socket, on: loop)
    }
}

/// Load agents are public: nothing is asked of this server but upgrades.
private struct LoadResponder: HTTPResponder {
    @concurrent func respond(to request: HTTPRequest, from peer: SocketAddress) async -> HTTPResponse {
        HTTPResponse(.notFound)
    }

    func bodyLimit(for head: HTTPRequest) -> Int { 0 }
}
