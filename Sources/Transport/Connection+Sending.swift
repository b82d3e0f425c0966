/// From the queue to the socket.
extension Connection {
    /// Whether bytes are still taken to be sent.
    var takesWrites: Bool {
        guard writeError == nil else { return false }
        return switch phase {
        case .unopened, .open: true
        case .securing, .flushing, .lingering, .ended, .closed: false
        }
    }

    /// Sends as much as the system takes.
    func flush(on loop: isolated EventLoop) {
        switch phase {
        case .open, .securing, .flushing: break
        case .unopened, .lingering, .ended, .closed: return
        }
        while !isBlocked, writeError == nil {
            seal(on: loop)
            guard !outbound.isEmpty else { return }
            send(on: loop)
        }
    }

    /// Tells the delegate when too much waits, and when it no longer does.
    func tellCongestion(on loop: isolated EventLoop) {
        let isOver = queuedByteCount > (isCongested ? highWaterMark / 2 : highWaterMark)
        guard isOver != isCongested else { return }
        isCongested = isOver
        if case .open = phase { delegate?.connection(self, isCongested: isOver, on: loop) }
    }
}

private extension Connection {
    func seal(on loop: isolated EventLoop) {
        guard secure != nil else { return }
        let isEnding = if case .flushing = phase { true } else { false }
        do {
            try secure?.seal(into: &outbound, ending: isEnding)
        } catch {
            end(.tls(error.description), on: loop)
        }
    }

    func send(on loop: isolated EventLoop) {
        guard let outcome = outbound.withBytes({ socket?.write($0) }) else { return }
        switch outcome {
        case .bytes(let count):
            outbound.consume(count)
            lastProgress = loop.passStart
            if !outbound.isEmpty { block(on: loop) }
        case .wouldBlock:
            block(on: loop)
        case .failed(let code):
            failWriting(.system(operation: "send", errno: code), on: loop)
        }
    }

    /// The system took less than it was given: the rest waits until there is room.
    func block(on loop: isolated EventLoop) {
        isBlocked = true
        guard stallTimer == nil else { return }
        lastProgress = loop.passStart
        watchForStall(after: stallLimit, on: loop)
    }

    func watchForStall(after delay: Duration, on loop: isolated EventLoop) {
        stallTimer = loop.schedule(after: delay) {
            self.stallTimer = nil
            self.checkForStall(on: loop)
        }
    }

    /// The timer is not moved with every write: when it fires, it looks how long ago the last progress was.
    func checkForStall(on loop: isolated EventLoop) {
        guard isBlocked else { return }
        let waited = loop.passStart - lastProgress
        if waited >= stallLimit {
            end(.writeStalled, on: loop)
        } else {
            watchForStall(after: stallLimit - waited, on: loop)
        }
    }

    /// What the peer said before it went may still lie unread, such as its reason: it is read before we give up.
    func failWriting(_ error: ConnectionError, on loop: isolated EventLoop) {
        outbound.removeAll()
        writeError = error
        if !isReading { end(error, on: loop) }
    }
}
