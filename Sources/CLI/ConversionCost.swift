import Audio
import Glibc

/// What it costs to turn 20 ms of sound from one format into another, on one thread.
struct ConversionCost: Encodable {
    let from: String
    let to: String
    /// CPU time, at the fastest of some rounds: the others were disturbed.
    let nanosecondsPerFrame: Double
    /// By which the sound is late.
    let delayMilliseconds: Double
    /// Heap allocations once running, where they are counted.
    let allocationsPerFrame: Double?

    private static let rounds = 7

    /// Converts so many frames in each round, after a second of sound for warming up.
    init(from input: AudioFormat, to output: AudioFormat, frames: Int, counter: borrowing AllocationCounter?) {
        var converter = AudioConverter(from: input, to: output)
        let sound = Self.noise(input.bytesPerSecond)
        var converted: [UInt8] = []
        Self.run(&converter, frames: 50, of: sound, into: &converted)

        var (fastest, allocations) = (Duration.seconds(1_000), UInt64(0))
        for _ in 0..<Self.rounds {
            let (count, start) = (Self.count(counter), Self.threadTime())
            Self.run(&converter, frames: frames, of: sound, into: &converted)
            let time = Self.threadTime() - start
            allocations += Self.count(counter) - count
            fastest = min(fastest, time)
        }
        from = input.vendorName
        to = output.vendorName
        nanosecondsPerFrame = (fastest / .nanoseconds(frames) * 10).rounded() / 10
        delayMilliseconds = (Double(converter.delay * 100_000) / Double(output.sampleRate)).rounded() / 100
        let isCounted = counter != nil
        allocationsPerFrame = isCounted ? Double(allocations) / Double(frames * Self.rounds) : nil
    }

    /// A second of sound, over and over, a frame at a time.
    private static func run(
        _ converter: inout AudioConverter, frames: Int, of sound: [UInt8], into converted: inout [UInt8]
    ) {
        let length = sound.count / 50
        for frame in 0..<frames {
            converted.removeAll(keepingCapacity: true)
            let start = frame % 50 * length
            converter.convert(sound.span.extracting(start..<start + length), into: &converted)
        }
    }

    /// Bytes without a pattern that a processor could learn: Knuth's MMIX generator.
    private static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
    }

    private static func count(_ counter: borrowing AllocationCounter?) -> UInt64 {
        switch counter {
        case .some(let counter): counter.count()
        case .none: 0
        }
    }

    private static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
