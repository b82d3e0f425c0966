/// What the caller says before the agent is there: Base64 text, a frame each. Old sound is worth least, so the oldest goes
/// first.
struct HeldAudio: Hashable {
    private let frameLimit: Int
    private let byteLimit: Int
    /// The frames, oldest first.
    private(set) var frames: [[UInt8]] = []
    private var byteCount = 0

    /// Holds so many frames, and so many bytes of text: a frame's size is the peer's choice.
    init(frameLimit: Int, byteLimit: Int) {
        self.frameLimit = frameLimit
        self.byteLimit = byteLimit
    }

    /// Takes a frame in and returns how many were given up for it; one that is too large by itself is given up at once.
    mutating func hold(_ payload: Span<UInt8>) -> Int {
        guard payload.count <= byteLimit, frameLimit > 0 else { return 1 }
        var dropped = 0
        while frames.count >= frameLimit || byteCount + payload.count > byteLimit {
            byteCount -= frames.removeFirst().count
            dropped += 1
        }
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count)
        for index in payload.indices { frame.append(payload[index]) }
        frames.append(frame)
        byteCount += frame.count
        return dropped
    }

    /// Gives the frames away.
    mutating func takeAll() -> HeldAudio {
        let all = self
        frames = []
        byteCount = 0
        return all
    }
}
