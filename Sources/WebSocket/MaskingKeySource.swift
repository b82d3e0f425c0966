import COpenSSL

/// Where a client's masking keys come from: each frame takes a fresh one that the peer cannot foresee (RFC 6455, 5.3). Tests
/// and replays pass keys of their own, so that what is sent is the same each time.
public struct MaskingKeySource: ~Copyable {
    /// Random keys are fetched 4 KiB at a time: a thousand frames for one call of the generator.
    private static let poolSize = 4096

    private enum Kind {
        case random
        case fixed(UInt32)
        case seeded(UInt64)
    }

    private var kind: Kind
    private var pool: [UInt8] = []
    private var used = 0

    private init(_ kind: Kind) { self.kind = kind }

    /// Keys of OpenSSL's random generator; what a connection to a real peer uses.
    public static func random() -> MaskingKeySource { MaskingKeySource(.random) }

    /// The same key for every frame, its bytes in wire order from the highest: `0x37FA213D` is the RFC's example.
    public static func fixed(_ key: UInt32) -> MaskingKeySource { MaskingKeySource(.fixed(key)) }

    /// A series of keys that depends on the seed alone.
    public static func seeded(_ seed: UInt64) -> MaskingKeySource { MaskingKeySource(.seeded(seed)) }

    mutating func next() -> MaskingKey {
        switch kind {
        case .random:
            return nextRandom()
        case .fixed(let key):
            return MaskingKey(littleEndian: key.byteSwapped)
        case .seeded(let state):
            let (key, following) = Self.step(state)
            kind = .seeded(following)
            return MaskingKey(littleEndian: key)
        }
    }

    /// Forgets the keys fetched in advance; the next frame fetches others.
    mutating func giveBackMemory() {
        pool = []
        used = 0
    }

    private mutating func nextRandom() -> MaskingKey {
        if used == pool.count { refill() }
        defer { used += 4 }
        return MaskingKey(pool[used], pool[used + 1], pool[used + 2], pool[used + 3])
    }

    private mutating func refill() {
        if pool.isEmpty { pool = [UInt8](repeating: 0, count: Self.poolSize) }
        RandomBytes.fill(&pool)
        used = 0
    }

    /// SplitMix64: a counter stirred by two multiplications, enough to tell frames apart in a test.
    private static func step(_ state: UInt64) -> (key: UInt32, following: UInt64) {
        let following = state &+ 0x9E37_79B9_7F4A_7C15
        var mixed = following
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return (UInt32(truncatingIfNeeded: mixed ^ mixed >> 31), following)
    }
}
