/// What this side wants of permessage-deflate; what comes of it is agreed in the handshake.
///
/// Streams are made with the first message that needs them. While a connection is idle they hold 39 KiB for receiving, and
/// for sending with a window of 2^w bytes 8 · 2^w + 6 KiB: 262 KiB at 15 bits, 10 KiB at 9. A direction that keeps no context
/// holds nothing between messages.
public struct DeflateSettings: Hashable, Sendable {
    /// The most that this side does when it sends; the peer may ask for less.
    public var sending: DeflateDirection
    /// What is asked of the peer. A server cannot ask a client for a smaller window that has not offered one.
    public var receiving: DeflateDirection

    /// Makes settings.
    public init(sending: DeflateDirection = DeflateDirection(), receiving: DeflateDirection = DeflateDirection()) {
        self.sending = sending
        self.receiving = receiving
    }
}
