import Audio
import Calls
import ElevenLabs
import Simulator
import TestSupport

@testable import Bridge

/// A call that a seed determines: what the agent sends and when, when it is interrupted, and how network and marks behave.
struct PlaybackSchedule {
    let seed: UInt64
    /// Bytes of sound that the agent sent.
    private(set) var bytesSent = 0

    private var random: SeededGenerator
    private var eventID = 1
    private var call: VirtualCall
    /// The agent speaks once the first mark is back, as real ones do: they take longer to begin.
    private var offset = Duration.milliseconds(300)

    /// - Parameter jitters: whether messages from Twilio take a little more or less time each, by up to 4 ms.
    init(seed: UInt64, jitters: Bool = false) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        let format = AudioFormat.all.randomElement(using: &random) ?? .pcm16000
        let t0 = ContinuousClock.now
        let conditions = Self.conditions(startingAt: t0, jitters: jitters, using: &random)
        call = VirtualCall(
            agentSpeaks: format, conditions: conditions, startingAt: t0, random: SeededGenerator(seed: seed &+ 1))
        // While sound is stuck on its way, what was played cannot be known before two marks have told.
        call.comparesBetweenMarks = conditions.stallToTwilio == nil
        plan(format)
    }

    /// Runs the call and tells where ledger and truth differ, if anywhere.
    mutating func run() -> [String] {
        call.run()
        var differences = call.differences
        let truth = call.playback
        guard let sound = call.sound else {
            return differences + (truth.bytesReceived > 0 ? ["no account at the end"] : [])
        }
        if sound.received != sound.played + sound.cleared + sound.dropped { differences.append("end: \(sound)") }
        guard call.comparesBetweenMarks else { return differences }
        if abs(sound.played - truth.bytesHeard) > call.tolerance {
            differences.append("end: the ledger says \(sound.played), Twilio \(truth.bytesHeard)")
        }
        if sound.played + sound.cleared < truth.bytesReceived {
            differences.append("end: \(sound) of \(truth.bytesReceived) that Twilio received")
        }
        return differences
    }

    /// How many times ledger and truth were compared.
    var comparisons: Int { call.comparisons + 2 }
}

// MARK: - The plan

extension PlaybackSchedule {
    private static func conditions(
        startingAt t0: ContinuousClock.Instant, jitters: Bool, using random: inout SeededGenerator
    ) -> VirtualCall.Conditions {
        var conditions = VirtualCall.Conditions()
        conditions.toTwilio = .microseconds(Int.random(in: 500...120_000, using: &random))
        conditions.fromTwilio = .microseconds(Int.random(in: 500...120_000, using: &random))
        conditions.jitter = .microseconds(jitters ? Int.random(in: 1...4_000, using: &random) : 0)
        conditions.phase = .microseconds(Int.random(in: 0...19_999, using: &random))
        let stall = t0 + .milliseconds(Int.random(in: 500...4000, using: &random))
        let length = Duration.milliseconds(Int.random(in: 50...2000, using: &random))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: conditions.stallToTwilio = stall..<stall + length
        case 1, 2: conditions.stallFromTwilio = stall..<stall + length
        default: break
        }
        guard conditions.stallToTwilio == nil else { return conditions }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: conditions.marks = .lost(oneIn: Int.random(in: 1...4, using: &random))
        case 1: conditions.marks = .delayed(upTo: .milliseconds(Int.random(in: 30...1500, using: &random)))
        case 2: conditions.marks = .swapped
        default: break
        }
        return conditions
    }

    private mutating func plan(_ format: AudioFormat) {
        let countsChunks = Int.random(in: 0..<4, using: &random) == 0
        for number in 1...Int.random(in: 1...4, using: &random) {
            respond(number, format, countsChunks: countsChunks)
            offset += .microseconds(Int.random(in: 0...400_000, using: &random))
        }
        let lingers = Bool.random(using: &random)
        call.callerHangsUp(
            at: offset + .microseconds(Int.random(in: 0...(lingers ? 4_000_000 : 200_000), using: &random)))
    }

    /// One response: bursts and stalls, chunks of any size, cut anywhere, empty ones among them; it may be interrupted.
    private mutating func respond(_ number: Int, _ format: AudioFormat, countsChunks: Bool) {
        let first = eventID
        let length = Int.random(in: 1...format.bytesPerSecond * 3, using: &random)
        let pace = [1, 2, 10, 100].randomElement(using: &random) ?? 1
        let largest =
            [format.bytesPerSecond / 50, format.bytesPerSecond / 4, format.bytesPerSecond * 2]
            .randomElement(using: &random) ?? 1
        var times: [Duration] = [offset]
        var sent = 0
        while sent < length {
            let size = min(length - sent, Int.random(in: 0...largest, using: &random))
            let isLast = sent + size == length
            say(size, isFinal: isLast && Bool.random(using: &random), eventID)
            sent += size
            times.append(offset)
            offset += .microseconds(size * 1_000_000 / format.bytesPerSecond / pace)
            if Int.random(in: 0..<10, using: &random) == 0 {
                offset += .microseconds(Int.random(in: 0...800_000, using: &random))
            }
            if countsChunks { eventID += 1 }
        }
        if Bool.random(using: &random) {
            let id = eventID
            call.agent(at: offset) { ServerMessage.appendAgentResponseComplete(eventID: id, into: &$0) }
        }
        if Int.random(in: 0..<3, using: &random) > 0 { interrupt(since: times, first) }
        eventID += 1
    }

    private mutating func say(_ size: Int, isFinal: Bool, _ eventID: Int) {
        bytesSent += size
        let payload = VirtualCall.base64([UInt8](repeating: 0x55, count: size))
        call.agent(at: offset) {
            ServerMessage.appendAudio(payload: payload.span, eventID: eventID, isFinal: isFinal, into: &$0)
        }
    }

    /// At any moment since the response began, or a while after its last sound came; late sound of it may follow.
    private mutating func interrupt(since times: [Duration], _ first: Int) {
        let begin = times[0].nanoseconds
        let moment = Duration.nanoseconds(
            Int.random(in: begin...offset.nanoseconds + 1_500_000_000, using: &random))
        let id = eventID
        call.agent(at: moment) { ServerMessage.appendInterruption(eventID: id, into: &$0) }
        guard moment > offset else { return }
        offset = moment
        if Bool.random(using: &random) { say(Int.random(in: 1...2000, using: &random), isFinal: false, first) }
    }
}
