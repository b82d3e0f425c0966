/// The shape of the resampling filter: a sinc under a Kaiser window.
///
/// Only sums, products and square roots are used, which IEEE 754 defines to the last bit. The C library's sine and Bessel
/// functions differ from one system to the next, and so would our samples.
enum KaiserSinc {
    /// Cut-off in cycles for each sample of the lower rate. A little below one half, so that the stop band begins where
    /// 3,400 Hz is mirrored to, at the price of 0.1 dB at 3,400 Hz.
    private static let cutoff = 0.49
    /// The window's beta: 80 dB of attenuation.
    private static let beta = 8.0

    /// The filter at a time in samples of the lower rate; zero outside ±``PolyphaseFilter/halfLength``.
    static func value(at time: Double) -> Double {
        let position = time / PolyphaseFilter.halfLength
        let remainder = 1 - position * position
        guard remainder >= 0 else { return 0 }
        return sinc(2 * cutoff * time) * besselI0(beta * remainder.squareRoot())
    }

    /// sin(πx) / πx.
    private static func sinc(_ x: Double) -> Double {
        guard x != 0 else { return 1 }
        // sin(πx) has period two and changes its sign at each whole number: only ±half a turn is left to compute.
        let nearest = x.rounded()
        let angle = Double.pi * (x - nearest)
        let sign: Double = Int(nearest) % 2 == 0 ? 1 : -1
        return sign * sine(angle) / (Double.pi * x)
    }

    /// The Taylor series: for angles up to π/2 the next term is below the last bit.
    private static func sine(_ angle: Double) -> Double {
        var term = angle
        var sum = angle
        for step in 1...11 {
            term *= -angle * angle / Double(2 * step * (2 * step + 1))
            sum += term
        }
        return sum
    }

    /// The modified Bessel function of order zero, by its series: for arguments up to ten the next term is below the last
    /// bit. The window is this, but for a factor that ends in the scaling of each phase.
    private static func besselI0(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for step in 1...30 {
            let factor = x / Double(2 * step)
            term *= factor * factor
            sum += term
        }
        return sum
    }
}
