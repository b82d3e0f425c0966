import FoundationEssentials
import TestSupport
import Testing

@testable import Bridge

/// The ledger against the simulated Twilio's own truth. A seed that fails is printed; `VOICEBRIDGE_SEED=N,M` runs such seeds alone.
@Suite("The ledger and the truth") struct PlaybackScheduleTests {
    /// One in ten has sound stuck on its way to Twilio and is compared at marks only; 5,000 are compared everywhere.
    /// `VOICEBRIDGE_SCHEDULES` asks for another number.
    private static let scheduleCount =
        ProcessInfo.processInfo.environment["VOICEBRIDGE_SCHEDULES"].flatMap { Int($0) } ?? 5600
    private static let batchCount = 50

    @Test(
        "over any schedule the ledger is Twilio's truth within a frame, at every mark, at every clear and at the end",
        arguments: 0..<batchCount)
    func schedules(_ batch: Int) { play(batch, of: Self.scheduleCount, jitters: false) }

    @Test("where messages jitter, it is so within two frames", arguments: 0..<batchCount)
    func jitter(_ batch: Int) { play(batch, of: Self.scheduleCount / 5, jitters: true) }

    private func play(_ batch: Int, of count: Int, jitters: Bool) {
        if let seeds = ProcessInfo.processInfo.environment["VOICEBRIDGE_SEED"] {
            for seed in seeds.split(separator: ",").compactMap({ UInt64($0) }) where batch == 0 {
                play(seed, jitters: jitters)
            }
            return
        }
        let first = UInt64(batch * count / Self.batchCount)
        for seed in first..<first + UInt64(count / Self.batchCount) { play(seed, jitters: jitters) }
    }

    private func play(_ seed: UInt64, jitters: Bool) {
        var schedule = PlaybackSchedule(seed: seed, jitters: jitters)
        let differences = schedule.run()
        #expect(differences.isEmpty, "seed \(seed): \(differences.joined(separator: "; "))")
    }
}
