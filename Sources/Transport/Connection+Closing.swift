/// Opening, securing and closing.
extension Connection {
    /// Has the loop watch it.
    func open(as first: Phase, on loop: isolated EventLoop) {
        guard case .unopened = phase, let descriptor = socket?.descriptor.number else { return }
        phase = first
        interest = isReading ? .readable : []
        list(on: loop)
        do {
            watch = try loop.watch(descriptor, for: interest, self)
        } catch {
            return end(ConnectionError(error), on: loop)
        }
        if isShakingHands { open(UnsafeRawBufferPointer(start: nil, count: 0), on: loop) }
    }

    /// Shakes hands on a connection that nobody has yet. Bytes that come with the last of the handshake are kept until
    /// `start`. The caller bears the deadline and ends it by `abort`.
    func secure(on loop: isolated EventLoop, then secured: @escaping (ConnectionError?) -> Void) {
        self.secured = secured
        open(as: .securing, on: loop)
    }

    /// The handshake is done.
    func becameSecure(on loop: isolated EventLoop) {
        cancelPhaseTimer(on: loop)
        guard case .securing = phase else { return }
        flush(on: loop)
        if let watch { loop.stopWatching(watch) }
        watch = nil
        phase = .unopened
        tellSecured(nil)
    }

    /// A peer that dialled us must not take for ever over it.
    func limitHandshake(on loop: isolated EventLoop) {
        guard isShakingHands else { return }
        phaseTimer = loop.schedule(after: handshakeLimit) {
            self.end(.tls("the handshake took longer than \(self.handshakeLimit)"), on: loop)
        }
    }

    /// Waits for what is wanted now.
    func updateInterest(on loop: isolated EventLoop) {
        var wanted: Epoll.Readiness = isReading ? .readable : []
        if isBlocked { wanted.insert(.writable) }
        guard wanted != interest, let watch else { return }
        interest = wanted
        do {
            try loop.change(watch, to: wanted)
        } catch {
            end(ConnectionError(error), on: loop)
        }
    }

    /// Goes on with closing once all is sent.
    func closeWhenFlushed(on loop: isolated EventLoop) {
        if case .flushing = phase, queuedByteCount == 0 { linger(on: loop) }
        if case .lingering = phase, peerHasEnded { end(nil, on: loop) }
    }

    /// Ends it; the delegate is told at the end of the pass.
    func end(_ error: ConnectionError?, on loop: isolated EventLoop) {
        switch phase {
        case .ended, .closed: return
        // We had said all: how the peer leaves no longer matters.
        case .lingering: phase = .ended(nil)
        case .unopened, .securing, .open, .flushing: phase = .ended(error)
        }
        list(on: loop)
    }

    /// Closes the socket and tells the delegate, the last thing that happens.
    func finish(_ error: ConnectionError?, on loop: isolated EventLoop) {
        phase = .closed
        if let watch { loop.stopWatching(watch) }
        watch = nil
        // The system would keep what it still holds of the answer, and try to deliver it for minutes.
        if error == .writeStalled { socket?.resetOnClose() }
        socket = nil
        secure = nil
        place = nil
        outbound = OutboundQueue()
        cancelPhaseTimer(on: loop)
        if let stallTimer { loop.cancel(stallTimer) }
        let told = delegate
        delegate = nil
        told?.connectionDidClose(self, error: error, on: loop)
        tellSecured(error ?? .tls("aborted"))
    }
}

private extension Connection {
    func linger(on loop: isolated EventLoop) {
        cancelPhaseTimer(on: loop)
        socket?.shutDownWriting()
        phase = .lingering
        phaseTimer = loop.schedule(after: lingeringLimit) { self.end(nil, on: loop) }
    }

    func cancelPhaseTimer(on loop: isolated EventLoop) {
        if let phaseTimer { loop.cancel(phaseTimer) }
        phaseTimer = nil
    }

    func tellSecured(_ error: ConnectionError?) {
        let tell = secured
        secured = nil
        tell?(error)
    }
}
