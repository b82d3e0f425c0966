import Fuzzing
import Glibc

/// The target that `VOICEBRIDGE_FUZZ_TARGET` names, with a limit on time: libFuzzer's own counts whole seconds.
struct Attack {
    /// The most processor time one input may cost; inputs are a few KiB at most.
    private static let timeLimit: UInt64 = 100_000_000

    static let chosen = Attack()

    private let target: FuzzTarget

    private init() {
        let name = getenv("VOICEBRIDGE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            fatalError("VOICEBRIDGE_FUZZ_TARGET must name one of \(FuzzTarget.all.map(\.name))")
        }
        self.target = target
    }

    var maximumByteCount: Int { target.maximumByteCount }

    /// Ends the process where a rule is broken, as libFuzzer wants it.
    func run(_ bytes: [UInt8]) {
        let start = Self.processorTime
        do throws(FuzzFinding) {
            try target.run(bytes)
        } catch {
            fatalError("\(target.name): \(error)")
        }
        let time = Self.processorTime - start
        guard time <= Self.timeLimit else { fatalError("\(target.name): \(time / 1_000_000) ms for one input") }
    }

    /// Of this thread, in nanoseconds: what other processes take does not count.
    private static var processorTime: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
