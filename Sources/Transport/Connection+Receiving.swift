/// From the socket to the delegate.
extension Connection {
    /// Whether the socket is to be read.
    var isReading: Bool {
        guard !peerHasEnded else { return false }
        return switch phase {
        case .open: wantsToRead || isShakingHands
        case .securing, .flushing, .lingering: true
        case .unopened, .ended, .closed: false
        }
    }

    /// Whether a handshake is under way or still to come.
    var isShakingHands: Bool { secure?.isSecure == false }

    /// Reads once: what is left is reported again in the next pass, when others have had their turn.
    func receive(on loop: isolated EventLoop) {
        guard !receiveHeld(on: loop), let outcome = socket?.read(into: loop.readBuffer.memory) else { return }
        switch outcome {
        case .bytes(let count):
            received(UnsafeRawBufferPointer(rebasing: loop.readBuffer.memory[..<count]), on: loop)
        case .wouldBlock:
            break
        case .end:
            receivedEnd(on: loop)
        case .failed(let code):
            end(writeError ?? .system(operation: "recv", errno: code), on: loop)
        }
    }

    /// Goes on with what was held while nobody wanted to read. Says whether there was something.
    @discardableResult
    func receiveHeld(on loop: isolated EventLoop) -> Bool {
        guard isReading, secure?.holdsBytes == true, let held = secure?.takeHeld() else { return false }
        held.withUnsafeBytes { open($0, on: loop) }
        return true
    }

    /// Opens records, or moves the handshake on. A client's begins with nothing received.
    func open(_ received: UnsafeRawBufferPointer, on loop: isolated EventLoop) {
        var incoming = received
        while isReading {
            guard let step = secure?.next(&incoming, into: loop.openedBuffer.memory, answering: &outbound) else {
                return
            }
            list(on: loop)
            switch step {
            case .secured: becameSecure(on: loop)
            case .bytes(let count):
                deliver(UnsafeRawBufferPointer(rebasing: loop.openedBuffer.memory[..<count]), on: loop)
            case .needsMore: return
            case .end: return receivedClosingNotice(on: loop)
            case .failed(let error): return failTLS(error, on: loop)
            }
        }
        secure?.hold(incoming)
    }
}

private extension Connection {
    func received(_ bytes: UnsafeRawBufferPointer, on loop: isolated EventLoop) {
        if secure == nil { deliver(bytes, on: loop) } else { open(bytes, on: loop) }
    }

    /// What comes after our end is dropped.
    func deliver(_ bytes: UnsafeRawBufferPointer, on loop: isolated EventLoop) {
        guard case .open = phase else { return }
        bytes.withMemoryRebound(to: UInt8.self) { delegate?.connection(self, received: $0.span, on: loop) }
    }

    func receivedClosingNotice(on loop: isolated EventLoop) {
        peerHasEnded = true
        if case .open = phase { delegate?.connectionReceivedEnd(self, on: loop) }
    }

    func receivedEnd(on loop: isolated EventLoop) {
        list(on: loop)
        if let writeError { return end(writeError, on: loop) }
        switch phase {
        case .open where secure == nil:
            peerHasEnded = true
            delegate?.connectionReceivedEnd(self, on: loop)
        case .open, .securing:
            // RFC 8446, 6.1: without `close_notify` the end may be an attacker's, and what came be cut short.
            let moment = isShakingHands ? "during the handshake" : "without close_notify"
            end(.tls("connection closed \(moment)"), on: loop)
        case .unopened, .flushing, .lingering, .ended, .closed:
            peerHasEnded = true
        }
    }

    /// OpenSSL has left an alert for the peer; it goes out as far as the system takes it.
    func failTLS(_ error: TLSError, on loop: isolated EventLoop) {
        flush(on: loop)
        end(.tls(error.description), on: loop)
    }
}
