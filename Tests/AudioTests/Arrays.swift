import Audio

// The module's functions with arrays in and out, as tests like them. Each takes the span of a parameter: that of a value
// made in the same expression brings the compiler (6.3.1) down.

extension MuLaw {
    static func decoded(_ bytes: [UInt8], after samples: [Int16] = []) -> [Int16] {
        var samples = samples
        decode(bytes.span, into: &samples)
        return samples
    }

    static func encoded(_ samples: [Int16], after bytes: [UInt8] = []) -> [UInt8] {
        var bytes = bytes
        encode(samples.span, into: &bytes)
        return bytes
    }
}

extension PCM16 {
    static func decoded(_ bytes: [UInt8]) -> [Int16] {
        var samples: [Int16] = []
        decode(bytes.span, into: &samples)
        return samples
    }

    static func encoded(_ samples: [Int16]) -> [UInt8] {
        var bytes: [UInt8] = []
        encode(samples.span, into: &bytes)
        return bytes
    }
}

extension Base64 {
    /// `nil` where it is refused; then nothing may have been appended.
    static func decoded(_ text: [UInt8]) -> [UInt8]? {
        var output: [UInt8] = []
        return decode(text.span, into: &output) ? output : nil
    }

    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        encode(bytes.span, into: &output)
        return output
    }
}

extension Resampler {
    mutating func processed(_ samples: [Int16]) -> [Int16] {
        var output: [Int16] = []
        process(samples.span, into: &output)
        return output
    }
}

extension AudioConverter {
    mutating func converted(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        convert(bytes.span, into: &output)
        return output
    }

    mutating func finished() -> [UInt8] {
        var output: [UInt8] = []
        finish(into: &output)
        return output
    }
}

extension AudioFormat {
    /// Samples as this format writes them, at whatever rate.
    func bytes(of samples: [Int16]) -> [UInt8] {
        switch encoding {
        case .muLaw: MuLaw.encoded(samples)
        case .pcm16: PCM16.encoded(samples)
        }
    }

    /// The samples that bytes of this format are.
    func samples(of bytes: [UInt8]) -> [Int16] {
        switch encoding {
        case .muLaw: MuLaw.decoded(bytes)
        case .pcm16: PCM16.decoded(bytes)
        }
    }
}
