import Audio

@testable import Bridge

/// A mixer and what has come out of it, taken apart again.
struct Tape {
    var mixer: CallMixer
    private(set) var left: [Int16] = []
    private(set) var right: [Int16] = []
    /// The sizes of the blocks, in samples.
    private(set) var blocks: [Int] = []

    init(window: Int = CallMixer.sampleRate) { mixer = CallMixer(window: window) }

    mutating func caller(_ bytes: [UInt8], at timestamp: Int) { mixer.callerSpoke(bytes.span, timestamp: timestamp) }

    mutating func agent(_ bytes: [UInt8], at sample: Int) {
        mixer.agentSent(bytes.span)
        mixer.agentPlayed(byteCount: bytes.count, at: sample)
    }

    mutating func advance(to sample: Int) {
        mixer.advance(to: sample)
        takeBlocks()
    }

    mutating func finish(at sample: Int) {
        mixer.finish(at: sample)
        takeBlocks()
    }

    private mutating func takeBlocks() {
        var block: [UInt8] = []
        while mixer.takeBlock(into: &block) {
            var samples: [Int16] = []
            PCM16.decode(block.span, into: &samples)
            left += stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
            right += stride(from: 1, to: samples.count, by: 2).map { samples[$0] }
            blocks.append(samples.count / 2)
            block = []
        }
    }
}

/// What mu-law bytes sound like.
func decoded(_ bytes: [UInt8]) -> [Int16] {
    var samples: [Int16] = []
    MuLaw.decode(bytes.span, into: &samples)
    return samples
}

/// Silence.
func silence(_ count: Int) -> [Int16] { [Int16](repeating: 0, count: count) }

/// 20 ms of one loudness, which tells frames apart; never silence.
func frame(_ number: Int) -> [UInt8] { [UInt8](repeating: UInt8(number % 120), count: 160) }
