/// How one side of a connection compresses what it sends (RFC 7692, 7.1).
public struct DeflateDirection: Hashable, Sendable {
    /// The size of the LZ77 window as a power of two, 8 to 15: a message may repeat what stood up to so many bytes before.
    public let windowBits: Int
    /// Whether the window lives on from message to message (context takeover). That compresses many small messages that
    /// are alike, and keeps memory on both sides while the connection is idle.
    public var keepsContext: Bool

    /// Makes one. Without arguments it is what RFC 7692 has where nothing is said: 32 KiB, kept from message to message.
    public init(windowBits: Int = 15, keepsContext: Bool = true) {
        precondition(Self.windowBitsRange.contains(windowBits), "a window has 8 to 15 bits")
        self.windowBits = windowBits
        self.keepsContext = keepsContext
    }

    /// RFC 7692, 7.1.2.
    static let windowBitsRange = 8...15
}
