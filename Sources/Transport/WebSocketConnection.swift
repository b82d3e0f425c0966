import Telemetry
public import WebSocket

/// A WebSocket on its loop: socket, optional TLS, protocol and queue. It keeps its delegate until it has ended.
///
/// Messages that come before there is a delegate wait for it, and so does the news of the end.
public final class WebSocketConnection {
    /// Hears what comes. Set it before returning from where the connection was handed out. It is let go of after
    /// `webSocketDidClose`.
    public var delegate: (any WebSocketDelegate)? {
        didSet { if delegate != nil { wake?() } }
    }

    /// What was agreed on in the handshake.
    public let agreement: WebSocketAgreement

    /// How long the peer may take to answer our close frame; then the connection is dropped.
    public var closeDeadline = Duration.seconds(5)

    /// A client waits so long for the server to end the connection, which RFC 6455, 7.1.1 leaves to the server so that the
    /// client is free of TIME_WAIT; then it ends it itself.
    private static let endGrace = Duration.seconds(1)

    /// Counts what the peer does wrong.
    var violations: Violations?

    private let connection: Connection
    private var core: WebSocketProtocol
    /// Delivers what waits for a delegate, in a later pass. Kept until the end.
    private var wake: (() -> Void)?
    /// Whether something may wait for a delegate.
    private var isHolding = false
    private var wantsToRead = true
    private var peerHasEnded = false
    /// Set by `abort` and by deadlines: what came and was not delivered no longer matters.
    private var isDropped = false
    /// Why the connection below ended, once it has.
    private var loss: CloseReason?
    private var hasToldEnd = false
    private var closeTimer: EventLoop.TimerID?
    private var silence: WebSocketSilenceWatch?
    private var silenceTimer: EventLoop.TimerID?

    /// Takes over an accepted connection after its 101. `leftover` is what the peer sent behind its request.
    init(
        accepting connection: Connection, _ agreement: WebSocketAgreement, limits: WebSocketLimits,
        leftover: [UInt8] = [], on loop: isolated EventLoop
    ) {
        self.connection = connection
        self.agreement = agreement
        core = WebSocketProtocol(role: .server, limits: limits, deflate: agreement.deflate)
        begin(leftover, on: loop)
    }

    /// Takes over a connection we opened, after its 101.
    init(
        opened connection: Connection, _ agreement: WebSocketAgreement, limits: WebSocketLimits, leftover: [UInt8],
        on loop: isolated EventLoop
    ) {
        self.connection = connection
        self.agreement = agreement
        core = WebSocketProtocol(role: .client, limits: limits, deflate: agreement.deflate)
        begin(leftover, on: loop)
    }

    /// Which end this is.
    public var role: WebSocketProtocol.Role { core.role }

    /// The other side.
    public var peer: SocketAddress { connection.peer }

    /// Whether messages may still be sent: neither side has closed.
    public var isOpen: Bool { core.isOpen && loss == nil && !isDropped }

    /// As many bytes may wait before the delegate hears of congestion; 256 KiB unless set.
    public var highWaterMark: Int {
        get { connection.highWaterMark }
        set { connection.highWaterMark = newValue }
    }

    /// Bytes waiting to be sent.
    public var queuedByteCount: Int { connection.queuedByteCount }
}

// MARK: - Sending

extension WebSocketConnection {
    /// Sends a text message, which must be UTF-8; it is written before the loop sleeps again. Without effect once closing.
    public func send(text: Span<UInt8>, on loop: isolated EventLoop) {
        guard core.isOpen else { return }
        connection.write(on: loop) { core.sendText(text, into: &$0) }
    }

    /// Sends a binary message.
    public func send(binary: Span<UInt8>, on loop: isolated EventLoop) {
        guard core.isOpen else { return }
        connection.write(on: loop) { core.sendBinary(binary, into: &$0) }
    }

    /// Sends a text message that the closure appends to the queue itself: it is written where it is sent from, and nothing
    /// is copied or, in the steady state, allocated. The closure appends and does nothing else; it must not call the
    /// socket. It is not called once closing.
    public func sendText(on loop: isolated EventLoop, appending body: (inout [UInt8]) -> Void) {
        guard core.isOpen else { return }
        connection.write(on: loop) { core.sendText(into: &$0, body) }
    }

    /// Sends a ping; the pong is swallowed.
    public func ping(on loop: isolated EventLoop) {
        core.sendPing(Span())
        flush(on: loop)
    }

    /// Stops and resumes reading, for back-pressure. What has been read already is still delivered after `false`. Closing
    /// resumes it, since the peer's close frame must be heard.
    public func setReading(_ reading: Bool, on loop: isolated EventLoop) {
        wantsToRead = reading || !core.isOpen
        if !isHolding { connection.setReading(wantsToRead, on: loop) }
    }

    private func flush(on loop: isolated EventLoop) {
        guard core.hasOutgoing else { return }
        connection.write(on: loop) { core.takeOutgoing(into: &$0) }
    }
}

// MARK: - Receiving

extension WebSocketConnection: ConnectionDelegate {
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop) {
        silence?.received(at: loop.passStart)
        core.receive(bytes)
        deliver(on: loop)
    }

    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop) {
        peerHasEnded = true
        if core.isClosed {
            connection.close(on: loop)
        } else {
            core.receiveEnd()
            deliver(on: loop)
        }
    }

    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop) {
        core.defersPongs = isCongested
        flush(on: loop)
        delegate?.webSocket(self, isCongested: isCongested, on: loop)
    }

    func connectionRests(_ connection: Connection, on loop: isolated EventLoop) { core.giveBackMemory() }

    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop) {
        loss = loss ?? CloseReason(losing: error)
        deliver(on: loop)
        stopTimers(on: loop)
    }

    private func begin(_ leftover: [UInt8], on loop: isolated EventLoop) {
        connection.delegate = self
        wake = { [weak self] in
            guard self?.isHolding == true else { return }
            loop.schedule(after: .zero) { self?.deliver(on: loop) }
        }
        guard !leftover.isEmpty else { return }
        core.receive(leftover.span)
        hold(on: loop)
    }

    /// Nobody is there to hear: nothing more is read until somebody is, so that little has to be kept.
    private func hold(on loop: isolated EventLoop) {
        isHolding = true
        connection.setReading(false, on: loop)
    }

    private func release(on loop: isolated EventLoop) {
        guard isHolding else { return }
        isHolding = false
        connection.setReading(wantsToRead, on: loop)
    }

    /// Hands out all that came. The delegate may send, close, abort or put another in its place at any message.
    private func deliver(on loop: isolated EventLoop) {
        guard !hasToldEnd else { return }
        guard delegate != nil else { return hold(on: loop) }
        release(on: loop)
        var message = WebSocketMessage()
        while !isDropped, let delegate, let event = core.next(now: loop.passStart, into: &message) {
            deliver(event, message, to: delegate, on: loop)
        }
        if message.isLent { core.takeBack(&message) }
        flush(on: loop)
        if let loss { tellEnd(loss, on: loop) }
    }

    private func deliver(
        _ event: WebSocketEvent, _ message: borrowing WebSocketMessage, to delegate: any WebSocketDelegate,
        on loop: isolated EventLoop
    ) {
        switch event {
        case .text:
            message.withBytes { delegate.webSocket(self, received: $0, on: loop) }
        case .binary:
            message.withBytes { delegate.webSocket(self, receivedBinary: $0, on: loop) }
        case .pong:
            break
        case .closed(let code, let reason, let wasClean):
            if let kind = core.failure?.kind {
                violations?.record("websocket_" + kind, by: peer.host, at: loop.passStart)
            }
            flush(on: loop)
            endConnection(wasClean: wasClean, on: loop)
            tellEnd(CloseReason(code: code, reason: reason, wasClean: wasClean, error: core.failure), on: loop)
        }
    }
}

// MARK: - Closing

extension WebSocketConnection {
    /// Starts the closing handshake; the connection is dropped when the peer has not answered within five seconds. What the
    /// peer sends before its own close frame is still delivered.
    public func close(_ code: CloseCode, reason: String = "", on loop: isolated EventLoop) {
        guard isOpen else { return }
        core.sendClose(code: code, reason: reason)
        flush(on: loop)
        setReading(true, on: loop)
        closeTimer = loop.schedule(after: closeDeadline) {
            self.closeTimer = nil
            self.drop("the peer did not answer the close frame", on: loop)
        }
    }

    /// Drops the connection at once.
    public func abort(on loop: isolated EventLoop) { drop("aborted here", on: loop) }

    private func drop(_ reason: String, on loop: isolated EventLoop) {
        isDropped = true
        loss = loss ?? .lost(reason)
        connection.abort(on: loop)
    }

    /// Ends the connection below, now that all frames are sent. After a clean close the server goes first (RFC 6455, 7.1.1);
    /// after a failure whoever found it.
    private func endConnection(wasClean: Bool, on loop: isolated EventLoop) {
        guard wasClean, core.role == .client, !peerHasEnded else { return connection.close(on: loop) }
        connection.setReading(true, on: loop)
        if let closeTimer { loop.cancel(closeTimer) }
        closeTimer = loop.schedule(after: Self.endGrace) {
            self.closeTimer = nil
            self.connection.close(on: loop)
        }
    }

    /// Tells the delegate and lets go of it, so that the two no longer hold each other.
    private func tellEnd(_ reason: CloseReason, on loop: isolated EventLoop) {
        guard !hasToldEnd, let told = delegate else { return }
        hasToldEnd = true
        delegate = nil
        wake = nil
        keepAlive(nil, on: loop)
        told.webSocketDidClose(self, reason: reason, on: loop)
    }

    private func stopTimers(on loop: isolated EventLoop) {
        if let closeTimer { loop.cancel(closeTimer) }
        closeTimer = nil
        keepAlive(nil, on: loop)
    }
}

// MARK: - Keeping alive

extension WebSocketConnection {
    /// Pings the peer when it is silent and drops the connection when it stays so; `nil`, as at first, leaves it alone.
    public func keepAlive(_ settings: WebSocketKeepAlive?, on loop: isolated EventLoop) {
        if let silenceTimer { loop.cancel(silenceTimer) }
        silenceTimer = nil
        silence = nil
        guard let settings, isOpen else { return }
        silence = WebSocketSilenceWatch(settings, since: loop.passStart)
        watchSilence(after: settings.interval, on: loop)
    }

    private func watchSilence(after delay: Duration, on loop: isolated EventLoop) {
        silenceTimer = loop.schedule(after: delay) {
            self.silenceTimer = nil
            self.judgeSilence(on: loop)
        }
    }

    private func judgeSilence(on loop: isolated EventLoop) {
        // Who does not listen cannot call the other silent.
        if isHolding || !wantsToRead { silence?.received(at: loop.passStart) }
        switch silence?.judge(at: loop.passStart) {
        case nil: break
        case .wait(let delay): watchSilence(after: delay, on: loop)
        case .ping(let delay):
            ping(on: loop)
            watchSilence(after: delay, on: loop)
        case .giveUp: drop("the peer answers no ping", on: loop)
        }
    }
}
