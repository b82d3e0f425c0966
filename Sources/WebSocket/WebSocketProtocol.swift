/// A WebSocket connection without the socket (RFC 6455): bytes in, events out, bytes waiting to go.
///
///     socket.receive(bytes)
///     while let event = socket.next(now: now) { … socket.withMessage { text in … } }
///     socket.takeOutgoing(into: &output)      // pongs, the answer to a close frame, and what was sent
///
/// Nothing is allocated per message once the buffers have grown to the size of the traffic. A message that came in one piece
/// is unmasked, checked and read where it was received; others are put together in a buffer of their own.
public struct WebSocketProtocol: ~Copyable {
    /// Which end this is.
    public enum Role: Hashable, Sendable {
        /// Opened the connection; masks what it sends.
        case client
        /// Accepted it; sends without a mask.
        case server

        /// The other end.
        var peer: Role {
            switch self {
            case .client: .server
            case .server: .client
            }
        }
    }

    /// How far the closing handshake has come. The list of its ways stands above `receiveClose`.
    enum State {
        case open
        /// We sent a close frame, the peer's is awaited.
        case closing
        case closed
    }

    /// A data frame whose payload is still arriving.
    struct PartialFrame {
        let header: FrameHeader
        var receivedByteCount = 0

        var missingByteCount: Int { header.payloadLength - receivedByteCount }
    }

    /// Where the payload of the event returned last stands.
    enum MessagePlace {
        case nowhere
        case inbox(Range<Int>)
        case assembler
    }

    /// Which end this is.
    public let role: Role

    let decoder: FrameDecoder
    var inbox = Inbox()
    var assembler: MessageAssembler
    var encoder: MessageEncoder
    var controlFrameRate: ControlFrameRate
    var outgoing: [UInt8] = []
    var state = State.open
    var peerHasEnded = false
    /// What the last ping carried that came while pongs are put off.
    var deferredPong: [UInt8]?
    var partialFrame: PartialFrame?
    var messagePlace = MessagePlace.nowhere

    /// Set while the peer takes nothing: a peer that goes on pinging must not make what waits for it grow. Of the pings that
    /// come meanwhile only the last is answered, once this is unset (RFC 6455, 5.5.3).
    public var defersPongs = false {
        didSet { if !defersPongs { sendDeferredPong() } }
    }

    /// What the peer did wrong, where that ended the connection; its `closeCode` is what the peer was told.
    public internal(set) var failure: WebSocketError?

    /// Makes an open connection, the handshake done; `deflate` is what it agreed on for compression.
    public init(
        role: Role, limits: WebSocketLimits, deflate: DeflateParameters? = nil,
        maskingKeys: consuming MaskingKeySource = .random()
    ) {
        self.role = role
        decoder = FrameDecoder(framesAreMasked: role == .server, allowsCompression: deflate != nil)
        assembler = MessageAssembler(sizeLimit: limits.maximumMessageSize, inflating: deflate?.sent(by: role.peer))
        encoder = MessageEncoder(
            masks: role == .client, maskingKeys: maskingKeys, compressing: deflate?.sent(by: role))
        controlFrameRate = ControlFrameRate(limit: limits.maximumControlFramesPerSecond)
    }

    /// Whether messages may still be sent: no close frame has been sent, and the connection has not ended.
    public var isOpen: Bool { state == .open }

    /// Whether `.closed` has been returned; nothing more will come, and nothing more can be sent.
    public var isClosed: Bool { state == .closed }

    /// How much memory the buffers hold, in bytes.
    var heldCapacity: Int {
        inbox.storage.count + assembler.payload.capacity + outgoing.capacity + encoder.heldCapacity
    }
}
