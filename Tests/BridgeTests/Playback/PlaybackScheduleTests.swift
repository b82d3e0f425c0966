import FoundationEssentials
import TestSupport
import Testing

@testable import Bridge

/// The ledger against the simulated Twilio's own truth. A seed that fails is printed; `VOICEBRIDGE_SEED=N,M` runs such seeds alone.
@Suite("The ledger and the truth") struct PlaybackScheduleTests {
    /// `VOICEBRIDGE_SCHEDULES` asks for another number.
    private static let scheduleCount =
        ProcessInfo.processInfo.environment["VOICEBRIDGE_SCHEDULES"].flatMap { Int($0) } ?? 5000
    private static let batchCount = 50

    @Test(
        "over any schedule the ledger is Twilio's truth within a frame, at every mark, at every clear and at the end",
        arguments: 0..<batchCount)
    func schedules(_ batch: Int) {
        if let seeds = ProcessInfo.processInfo.environment["VOICEBRIDGE_SEED"] {
            for seed in seeds.split(separator: ",").compactMap({ UInt64($0) }) where batch == 0 { play(seed) }
            return
        }
        let first = UInt64(batch * Self.scheduleCount / Self.batchCount)
        for seed in first..<first + UInt64(Self.scheduleCount / Self.batchCount) { play(seed) }
    }

    private func play(_ seed: UInt64) {
        var schedule = PlaybackSchedule(seed: seed)
        let differences = schedule.run()
        #expect(differences.isEmpty, "seed \(seed): \(differences.joined(separator: "; "))")
    }
}
