import WebSocket

/// How messages are compressed, on our side and on the other; the name is what the other's program is told.
enum PeerCompression: String, CaseIterable {
    case none
    case deflate
    case noContext = "no-context"
    case smallWindows = "small-windows"

    /// What we want.
    var settings: DeflateSettings? {
        let direction: DeflateDirection
        switch self {
        case .none: return nil
        case .deflate: direction = DeflateDirection()
        case .noContext: direction = DeflateDirection(keepsContext: false)
        case .smallWindows: direction = DeflateDirection(windowBits: 9)
        }
        return DeflateSettings(sending: direction, receiving: direction)
    }
}
