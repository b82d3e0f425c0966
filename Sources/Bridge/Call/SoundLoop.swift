/// Sound that is played over and over.
struct SoundLoop {
    private let samples: [UInt8]
    private var position = 0

    init(_ samples: [UInt8]) { self.samples = samples }

    /// The next so many samples; none where there is no sound.
    mutating func next(_ count: Int) -> [UInt8] {
        guard !samples.isEmpty else { return [] }
        let piece = (0..<count).map { samples[(position + $0) % samples.count] }
        position = (position + count) % samples.count
        return piece
    }
}
