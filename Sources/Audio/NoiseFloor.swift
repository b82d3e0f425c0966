/// How loud a line is when nobody speaks, and how loud speech must be to stand out from it.
///
/// The floor is the quietest window of the last three seconds: speech that long has its pauses, between words if not between
/// sentences, and noise has none. So it follows noise that falls at once and noise that rises within three seconds, and no
/// word raises it. While nobody speaks, the noise's mean is learnt too, and how far it departs from that: a hiss is even and
/// can be told from speech more finely than a street can.
struct NoiseFloor: Hashable, Sendable {
    /// Windows of 20 ms that share one of the sixteen places.
    private static let windowsPerPlace = 10
    private static let (enoughNoise, noiseWeight): (Int64, Int64) = (15, 100)

    // Powers are means of squares, 32,768² at full scale.
    /// -42 dBFS: speech does not begin less loud, on however quiet a line.
    private static let leastToBegin: UInt32 = 67_749
    /// -50 dBFS: nor does it go on less loud.
    private static let leastToGoOn: UInt32 = 10_737
    /// -24 dBFS: what is as loud is speech on however noisy a line; a shout that lasts is no noise.
    static let mostPower: UInt32 = 4_274_652

    private var places = SIMD16<UInt32>(repeating: .max)
    private var place = 0
    private var windowsInPlace = 0
    /// The quietest of all places.
    private var floor: Int64 = .init(UInt32.max)
    /// Of windows in which nobody spoke: how many were heard, up to two seconds, their mean, and the mean by which they differ
    /// from it.
    private var (noiseCount, mean, deviation): (Int64, Int64, Int64) = (0, 0, 0)

    /// The mean power of the noise, as far as it is known.
    var power: UInt32 { UInt32(clamping: isLearnt ? mean : floor) }

    /// The least power of speech where there was none: 6 dB above the mean and well beyond what the noise reaches; before that
    /// is known, 10 dB above the floor.
    var powerToBegin: UInt32 {
        let power = isLearnt ? min(max(4 * mean, mean + 10 * deviation), 10 * floor) : 10 * floor
        return min(max(UInt32(clamping: power), Self.leastToBegin), Self.mostPower)
    }

    /// The least power of speech that goes on: just beyond what the noise reaches, which is 2 dB above the mean of a hiss and
    /// 5 dB above that of a street; before that is known, 7 dB above the floor.
    var powerToGoOn: UInt32 {
        let power = isLearnt ? mean + 6 * deviation : 5 * floor
        return min(max(UInt32(clamping: power), Self.leastToGoOn), powerToBegin)
    }

    /// Takes the power of the next window, whatever it holds.
    mutating func heard(_ power: UInt32) {
        places[place] = min(places[place], power)
        floor = min(floor, Int64(power))
        windowsInPlace += 1
        guard windowsInPlace == Self.windowsPerPlace else { return }
        windowsInPlace = 0
        place = (place + 1) % places.scalarCount
        places[place] = .max
        floor = Int64(places.min())
        // What was learnt is out of date: nothing is as quiet any more.
        if floor > mean { (noiseCount, mean, deviation) = (0, 0, 0) }
    }

    /// Takes the power of a window in which nobody speaks.
    mutating func heardNoise(_ power: UInt32) {
        noiseCount = min(noiseCount + 1, Self.noiseWeight)
        deviation += (abs(Int64(power) - mean) - deviation) / noiseCount
        mean += (Int64(power) - mean) / noiseCount
    }

    private var isLearnt: Bool { noiseCount >= Self.enoughNoise }
}
