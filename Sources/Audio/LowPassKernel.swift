/// The shape of the resampling filter: an even sum of cosines, twenty-four samples of the lower rate long.
///
/// A frequency-sampling design: each cosine's amplitude is the filter's response at its frequency, a multiple of one
/// twenty-fourth of the lower rate. Choosing these sixteen numbers chooses the filter. They were found by linear
/// programming, for a lower rate of 8,000 Hz: nowhere above 1, no less than -0.08 dB up to 3,400 Hz, nothing at both ends
/// of the shape, and then as little as can be from 4,600 Hz, which is what 3,400 Hz is mirrored to. That came out as
/// -77 dB; a sinc under a Kaiser window would have to be a quarter longer, and so later, for as much.
///
/// Only sums, products and quotients are used, which IEEE 754 defines to the last bit. The C library's cosine differs from
/// one system to the next, and so would our samples.
enum LowPassKernel {
    /// Half the length, in samples of the lower rate.
    static let halfLength = 12.0

    /// The response at multiples of 1/24 of the lower rate: 333 Hz where that is 8,000.
    private static let response = [
        1, 0.999497, 0.993213, 0.993646, 0.999256, 0.990871, 0.999935, 0.991253,
        0.999277, 0.991344, 0.999060, 0.810361, 0.319583, 0.033324, -0.000127, -0.000101,
    ]

    /// The shape at a time in samples of the lower rate; zero outside ±``halfLength``. Its scale is left to the caller.
    static func value(at time: Double) -> Double {
        guard abs(time) < halfLength else { return 0 }
        let cosine = cosine(Double.pi * time / halfLength)
        // cos (k + 1)x = 2 cos x cos kx − cos (k − 1)x
        var (before, now) = (1.0, cosine)
        var sum = response[0] / 2
        for amplitude in response.dropFirst() {
            sum += amplitude * now
            (before, now) = (now, 2 * cosine * now - before)
        }
        return sum
    }

    /// The Taylor series: for angles up to π the next term is below the last bit.
    static func cosine(_ angle: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for step in 1...15 {
            term *= -angle * angle / Double((2 * step - 1) * 2 * step)
            sum += term
        }
        return sum
    }
}
