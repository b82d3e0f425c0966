/// The body of a post-call webhook on its way in, without its sound: `full_audio` of `post_call_audio` is tens of megabytes
/// of Base64, of which nothing is kept.
///
/// Give it every piece; what is left of them, with `"full_audio":""`, is JSON as it was sent. Where that is longer than the
/// limit nothing is left: see ``isTooLong``.
public struct PostCallBody: Sendable {
    /// What the next byte is looked at for.
    private enum State {
        /// So many bytes of the key have come.
        case key(Int)
        case colon
        case value
        case sound
        /// Behind a backslash in the sound.
        case escape
    }

    /// With its quotes. In a string of JSON a quote stands behind a backslash, so this is no part of one: it is a string, or
    /// the end of one.
    private static let key = Array(#""full_audio""#.utf8)

    /// What is left so far.
    public private(set) var bytes: [UInt8] = []
    /// Whether more than the limit would be left.
    public private(set) var isTooLong = false

    private let limit: Int
    private var state = State.key(0)

    /// - Parameter limit: bytes that may be left.
    public init(limit: Int) { self.limit = limit }

    /// Takes a piece.
    public mutating func receive(_ piece: [UInt8]) {
        guard !isTooLong else { return }
        var start = 0
        for (index, byte) in piece.enumerated() {
            let wasSound = isSound
            state = Self.state(after: state, byte)
            guard isSound != wasSound else { continue }
            // The quotes around the sound stay.
            if isSound { bytes += piece[start...index] } else { start = index }
        }
        if !isSound { bytes += piece[start...] }
        guard bytes.count > limit else { return }
        (bytes, isTooLong) = ([], true)
    }

    private var isSound: Bool {
        switch state {
        case .sound, .escape: true
        case .key, .colon, .value: false
        }
    }

    private static func state(after state: State, _ byte: UInt8) -> State {
        let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
        let isQuote = byte == UInt8(ascii: "\"")
        switch state {
        case .key(let count) where byte == key[count]: return count + 1 == key.count ? .colon : .key(count + 1)
        case .colon where isSpace: return .colon
        case .colon where byte == UInt8(ascii: ":"): return .value
        case .value where isSpace: return .value
        case .value where isQuote: return .sound
        case .sound where byte == UInt8(ascii: "\\"): return .escape
        case .sound where isQuote: return .key(0)
        case .sound, .escape: return .sound
        case .key, .colon, .value: return .key(isQuote ? 1 : 0)
        }
    }
}
