/// Hears what comes over a connection. Called on its loop, and never from within a call of the connection's own.
protocol ConnectionDelegate: AnyObject {
    /// Bytes, decrypted; the span lives until the call returns.
    func connection(_ connection: Connection, received bytes: Span<UInt8>, on loop: isolated EventLoop)
    /// The peer will send no more (FIN or `close_notify`); we may still send.
    func connectionReceivedEnd(_ connection: Connection, on loop: isolated EventLoop)
    /// The bytes waiting passed the high-water mark, or fell below half of it.
    func connection(_ connection: Connection, isCongested: Bool, on loop: isolated EventLoop)
    /// Nothing has moved either way for some seconds: give back memory that is kept for a busy moment.
    func connectionRests(_ connection: Connection, on loop: isolated EventLoop)
    /// It has ended, by either side or an error (`nil` for none). Called exactly once, never from within a call of ours.
    func connectionDidClose(_ connection: Connection, error: ConnectionError?, on loop: isolated EventLoop)
}

extension ConnectionDelegate {
    func connectionRests(_ connection: Connection, on loop: isolated EventLoop) {}
}
