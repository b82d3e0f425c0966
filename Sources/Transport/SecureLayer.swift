/// A connection's TLS: the session, what waits to be sealed, and what came but may not be opened yet.
struct SecureLayer: ~Copyable {
    /// What reading on brought.
    enum Step: Equatable {
        /// The handshake is done; there may be more.
        case secured
        /// So many opened bytes lie in the buffer; there may be more.
        case bytes(Int)
        /// All that came is used up.
        case needsMore
        /// `close_notify`.
        case end
        case failed(TLSError)
    }

    /// As much is sealed before it is sent; more would only lie about twice.
    private static let sealedAtOnce = 64 << 10

    private var session: TLSSession
    private var unsealed = OutboundQueue()
    private var held: [UInt8] = []
    private var hasSealedEnd = false

    /// Whether the handshake is done. Nothing is sealed or opened before.
    private(set) var isSecure = false

    init(_ session: consuming TLSSession) { self.session = session }

    /// Whether an earlier session was resumed.
    var isResumed: Bool { session.isResumed }

    /// Bytes to be sent that wait to be sealed.
    var unsealedByteCount: Int { unsealed.count }

    /// Adds bytes to be sent.
    mutating func append(_ bytes: Span<UInt8>) { unsealed.append(bytes) }

    /// Lets a serializer add bytes to be sent.
    mutating func append(by body: (inout [UInt8]) -> Void) { unsealed.append(by: body) }

    /// Goes one step on with what came. Answers for the peer are added to the queue.
    mutating func next(
        _ incoming: inout UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer,
        answering outbound: inout OutboundQueue
    ) -> Step {
        var step = Step.needsMore
        outbound.append { sealed in
            step =
                isSecure
                ? Step(session.open(&incoming, into: buffer, sealed: &sealed))
                : Step(session.handshake(&incoming, sealed: &sealed))
        }
        if step == .secured { isSecure = true }
        return step
    }

    /// Seals some of what waits, and `close_notify` behind the last of it where nothing is to follow.
    mutating func seal(into outbound: inout OutboundQueue, ending: Bool) throws(TLSError) {
        guard isSecure else { return }
        try outbound.append { (sealed) throws(TLSError) in try sealSome(&sealed, ending: ending) }
    }

    private mutating func sealSome(_ sealed: inout [UInt8], ending: Bool) throws(TLSError) {
        let count = min(unsealed.count, Self.sealedAtOnce)
        if count > 0 {
            try unsealed.withBytes { (bytes) throws(TLSError) in
                try session.seal(UnsafeRawBufferPointer(rebasing: bytes[..<count]), sealed: &sealed)
            }
            unsealed.consume(count)
        }
        guard ending, unsealed.isEmpty, !hasSealedEnd else { return }
        hasSealedEnd = true
        session.sealEnd(sealed: &sealed)
    }

    /// Gives back what an empty queue keeps. OpenSSL has given its record buffers back itself.
    mutating func giveBackMemory() { unsealed.giveBackMemory() }

    /// Whether something came that was not opened, because nobody wanted it then.
    var holdsBytes: Bool { !held.isEmpty }

    /// Keeps what came for later.
    mutating func hold(_ incoming: UnsafeRawBufferPointer) { held.append(contentsOf: incoming) }

    /// Hands out what was kept.
    mutating func takeHeld() -> [UInt8] {
        defer { held = [] }
        return held
    }
}

private extension SecureLayer.Step {
    init(_ handshake: TLSSession.Handshake) {
        switch handshake {
        case .needsMore: self = .needsMore
        case .done: self = .secured
        case .failed(let error): self = .failed(error)
        }
    }

    init(_ opened: TLSSession.Opened) {
        switch opened {
        case .bytes(let count): self = .bytes(count)
        case .needsMore: self = .needsMore
        case .end: self = .end
        case .failed(let error): self = .failed(error)
        }
    }
}
