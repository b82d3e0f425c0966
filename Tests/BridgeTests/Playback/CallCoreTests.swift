import Audio
import Calls
import ElevenLabs
import FoundationEssentials
import TestSupport
import Testing
import Twilio

@testable import Bridge

@Suite("A call without its sockets") struct CallCoreTests {
    let t0 = Make.t0

    @Test(
        "a timestamp that lies far ahead is no time, and the call goes on", arguments: [Int.max, 1_000_000_000, 30_000])
    func timestampAhead(_ timestamp: Int) {
        var core = Make.core()
        core.hear(at: t0, timestamp: 0)
        core.agentSays(8000, at: t0)
        core.hear(at: t0 + .milliseconds(20), timestamp: timestamp)
        core.hear(at: t0 + .milliseconds(30), timestamp: timestamp)
        core.agentSays(8000, at: t0 + .milliseconds(30))
        core.hear(at: t0 + .milliseconds(40), timestamp: 40)
        #expect(core.machine.streamClock.lastTimestamp == 40)
        #expect(core.machine.ledger.totals.played == 320)
        let records = core.takeRecords()
        #expect(
            records == [
                .problem(
                    code: "stream-message", message: "media.timestamp \(timestamp) is no time of this stream")
            ])
    }

    @Test("no timestamp makes a recording longer than the call")
    func recordingOfTimestampAhead() async throws {
        let directory = try TemporaryDirectory()
        let library = RecordingLibrary(directory: directory.path)
        try library.makeDirectory()
        var core = Make.core(recordings: library)
        core.hear(at: t0, timestamp: 0)
        core.hear(at: t0 + .milliseconds(20), timestamp: 60_000)
        core.hear(at: t0 + .milliseconds(40), timestamp: 40)
        core.perform(core.machine.streamStopped(at: t0 + .milliseconds(60)), at: t0 + .milliseconds(60))
        await library.flush()
        // 60 ms in two channels of two bytes, after the header.
        #expect(try Data(contentsOf: URL(filePath: library.path(of: Make.callID))).count == 44 + 480 * 4)
    }

    @Test("sound of a response that was interrupted is dropped, and counted as that")
    func staleSound() {
        var core = Make.core(agentSpeaks: "pcm_16000")
        core.agentSays(3200, eventID: 1, at: t0)
        core.agentReceives(at: t0) { ServerMessage.appendInterruption(eventID: 1, into: &$0) }
        core.agentSays(6400, eventID: 1, at: t0)
        let totals = core.machine.ledger.totals
        // 100 ms came before, with the 12 samples that the filter adds at the end of a response; 200 ms came after.
        #expect(totals.received == 812 + 1600)
        #expect(totals.dropped == 12 + 1600)
        #expect(totals.played + totals.cleared == 800)
        #expect(totals.isBalanced)
    }

    @Test("what Twilio has no room for, ten minutes being there, is dropped and not sent")
    func fullBuffer() {
        var core = Make.core()
        for _ in 0..<600 { core.agentSays(8000, at: t0) }
        core.outbox.removeAll()
        core.agentSays(8000, at: t0)
        #expect(core.outbox.isEmpty)
        let totals = core.machine.ledger.totals
        #expect(totals.received == 4_808_000)
        #expect(totals.dropped == 8000)
        #expect(totals.queued == 4_800_000 - 160)
        #expect(totals.isBalanced)
    }

    @Test("keys for which Twilio has no room are refused, with the remedy, and nothing is sent")
    func keysWithoutRoom() {
        var core = Make.core()
        var refusals = 0
        for number in 0..<40 {
            core.outbox.removeAll()
            core.press("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", id: "t\(number)", at: t0)
            for case .toolResult(_, let result, true) in core.takeRecords() {
                refusals += 1
                #expect(result == "Too much sound is waiting to be played: press the keys when it was heard.")
            }
        }
        // Ten minutes are twenty times thirty seconds.
        #expect(refusals == 20)
        #expect(core.machine.ledger.totals.queued <= PlayoutBuffer.capacity)
    }

    @Test("a thousand responses that nobody has heard yet are enough: the next is dropped")
    func tinyResponses() {
        var core = Make.core()
        for eventID in 0..<1500 {
            core.agentReceives(at: t0) {
                ServerMessage.appendAudio(
                    payload: VirtualCall.base64([0x20]).span, eventID: eventID, isFinal: true, into: &$0)
            }
        }
        #expect(core.machine.ledger.accounts.count == 1000)
        #expect(core.machine.ledger.totals.dropped == 500)
        #expect(core.machine.ledger.totals.isBalanced)
    }

    @Test("nothing is written down after the end")
    func nothingAfterTheEnd() {
        var core = Make.core()
        core.perform(core.machine.streamStopped(at: t0), at: t0)
        let records = core.takeRecords()
        #expect(records.last == .ended(.callerHungUp, detail: ""))
        core.streamReceived(Array("nonsense".utf8).span, at: t0)
        core.hear(at: t0, timestamp: -1)
        core.agentReceived(Array("nonsense".utf8).span, queued: 0, at: t0)
        core.perform(core.machine.agentCongested(true), at: t0)
        let later = core.takeRecords()
        #expect(later == [])
    }

    @Test("a recording that fails is a problem of the call, told before the call's end")
    func failedRecording() async throws {
        let directory = try TemporaryDirectory()
        let library = RecordingLibrary(directory: directory.file("missing/folder"))
        var core = Make.core(recordings: library)
        for number in 0..<150 { core.hear(at: t0 + .milliseconds(20 * number), timestamp: 20 * number) }
        await library.flush()
        core.perform(core.machine.streamStopped(at: t0 + .seconds(3)), at: t0 + .seconds(3))
        let records = core.takeRecords()
        #expect(records.last == .ended(.callerHungUp, detail: ""))
        #expect(records.contains { if case .problem(let code, _) = $0 { code.hasPrefix("recording") } else { false } })
    }

    @Test("the memory of a large message is given back")
    func largeMessage() {
        var core = Make.core()
        core.agentSays(2_000_000, at: t0)
        #expect(core.outbox.bytes.count > 2_000_000)
        core.outbox.removeAll()
        #expect(core.outbox.bytes.capacity < 300_000)
        core.agentSays(8000, at: t0)
        core.outbox.removeAll()
        #expect(core.outbox.bytes.capacity > 8000)
    }

    @Test("a second of sound is followed by a mark, the first of a response preceded by one where nothing waits")
    func marks() {
        var core = Make.core()
        core.outbox.removeAll()
        for _ in 0..<25 { core.agentSays(800, at: t0 + .seconds(2)) }
        core.agentReceives(at: t0 + .seconds(2)) { ServerMessage.appendAgentResponseComplete(eventID: 1, into: &$0) }
        let media = [String](repeating: "media", count: 10)
        #expect(
            core.sent == ["mark r1.1"] + media + ["mark r1.2"] + media + ["mark r1.3"]
                + media.prefix(5) + ["mark r1"])
        core.outbox.removeAll()
        core.agentSays(800, eventID: 2, at: t0 + .seconds(3))
        // The first still plays: an echo would measure nothing.
        #expect(core.sent == ["media"])
    }
}

// MARK: - A core and what goes in

extension Make {
    /// A core whose agent is there, with what was sent for that forgotten.
    static func core(
        agentSpeaks: String = "ulaw_8000", limits: CallLimits = CallLimits(), recordings: RecordingLibrary? = nil
    ) -> CallCore {
        var core = CallCore(limits: limits, holdSound: HoldTone.muLaw, canHangUp: false, at: t0)
        if let recordings { core.record(with: Recorder(callID: callID, library: recordings)) }
        core.perform(core.machine.streamStarted(start(), at: t0), at: t0)
        core.perform(core.machine.judged(.admitted(ticket), at: t0), at: t0)
        core.perform(core.machine.agentConnected(at: t0), at: t0)
        core.perform(core.machine.agentSaid(metadata(speaks: agentSpeaks, hears: "ulaw_8000"), at: t0), at: t0)
        core.outbox.removeAll()
        return core
    }
}

extension CallCore {
    /// A quiet frame of the caller's.
    mutating func hear(at now: Instant, timestamp: Int) {
        var writer = TwilioStreamWriter(start: Make.start())
        var text: [UInt8] = []
        writer.appendMedia(
            payload: VirtualCall.base64([UInt8](repeating: 0xFF, count: 160)).span, timestamp: timestamp, into: &text)
        streamReceived(text.span, at: now)
    }

    /// A message of the agent's.
    mutating func agentReceives(at now: Instant, _ write: (inout [UInt8]) -> Void) {
        var text: [UInt8] = []
        write(&text)
        agentReceived(text.span, queued: 0, at: now)
    }

    /// So many bytes of the agent's sound.
    mutating func agentSays(_ count: Int, eventID: Int = 1, at now: Instant) {
        agentReceives(at: now) {
            ServerMessage.appendAudio(
                payload: VirtualCall.base64([UInt8](repeating: 0x55, count: count)).span, eventID: eventID, into: &$0)
        }
    }

    /// The agent has keys pressed.
    mutating func press(_ keys: String, id: String, at now: Instant) {
        agentReceives(at: now) {
            ServerMessage.appendClientToolCall(
                ClientToolCall(
                    id: id, name: "play_keypad_touch_tone", parameters: #"{"dtmf_tones":"\#(keys)"}"#,
                    expectsResponse: true), eventID: 1, into: &$0)
        }
    }

    /// What was to be written down.
    mutating func takeRecords() -> [CallEvent.Kind] {
        defer { outbox.removeAll() }
        return outbox.items.compactMap { item in
            if case .action(.record(let kind)) = item { kind } else { nil }
        }
    }

    /// What goes to Twilio: marks by their names.
    var sent: [String] {
        outbox.items.compactMap { item in
            guard case .toStream(let range, _) = item else { return nil }
            switch try? MediaStreamCommand(decoding: outbox.bytes.span.extracting(range), streamSID: "MZ1") {
            case .media: return "media"
            case .mark(let name): return "mark \(name)"
            case .clear: return "clear"
            case nil: return "?"
            }
        }
    }
}
