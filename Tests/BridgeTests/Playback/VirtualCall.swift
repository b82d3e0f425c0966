import Audio
import Calls
import ElevenLabs
import Simulator
import Twilio
import WebSocket

@testable import Bridge

/// A whole call on a virtual clock: a ``CallCore``, a Twilio that plays what it is sent and keeps its own truth, and an agent
/// that sends what a test schedules. Everything that is said crosses a network whose delays the test sets.
final class VirtualCall {
    typealias Instant = ContinuousClock.Instant

    /// How long messages are under way, and what Twilio does with marks.
    struct Conditions {
        /// To Twilio.
        var toTwilio = Duration.milliseconds(40)
        /// From Twilio, at its quickest, and what comes on top of it by chance.
        var fromTwilio = Duration.milliseconds(40)
        var jitter = Duration.milliseconds(2)
        /// While this lasts, nothing arrives from Twilio.
        var stallFromTwilio: Range<Instant>?
        /// While this lasts, nothing arrives at Twilio.
        var stallToTwilio: Range<Instant>?
        /// When Twilio's first frame is due.
        var phase = Duration.milliseconds(7)
        var marks = Marks.honest
    }

    /// What becomes of the marks that Twilio returns.
    enum Marks {
        case honest
        case lost(oneIn: Int)
        /// Every other at most, by up to this.
        case delayed(upTo: Duration)
        /// Pairs of neighbours.
        case swapped
    }

    private enum Event {
        case tick
        case atTwilio([UInt8])
        case fromTwilio([UInt8], mark: MarkTruth?)
        case mark(MarkTruth)
        case fromAgent([UInt8])
        case agentAnswers(AudioFormat)
        case agentCloses(UInt16)
        case comparison(ledger: Int, label: String)
        case stop
        case timer
        case voice(isSpeaking: Bool)
    }

    private struct MarkTruth {
        var name: String
        /// What had left Twilio's buffer when the mark did, played or cleared.
        var passed: Int
    }

    static let start = StreamStart(
        accountSID: "AC1", streamSID: "MZ1", callSID: "CA1", encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1,
        customParameters: [:])
    static let callID = RecordID("0123456789abcdef01234567")!
    private static let frame = Duration.milliseconds(20)
    private static let quiet = base64([UInt8](repeating: 0xFF, count: 160))
    private static let loud = base64((0..<160).map { $0 % 8 < 4 ? 0x20 : 0xA0 })

    let t0: Instant
    private(set) var now: Instant
    var core: CallCore
    let conditions: Conditions
    private var random: any RandomNumberGenerator
    private var events = EventQueue<Event>()

    /// Twilio's own account.
    private(set) var playback: PlaybackBuffer
    /// What the callee's ear heard since Twilio's first frame, silence included, where it is kept.
    private(set) var ear: [UInt8] = []
    private(set) var hasStopped = false
    private var writer = TwilioStreamWriter(start: VirtualCall.start)
    private var ticks = 0
    private var callerSpeaks = false
    private var lastArrivalHere: Instant
    private var lastArrivalThere: Instant
    private var heldMark: MarkTruth?
    private var lastWasDelayed = false
    private let keepsEar: Bool
    private var nextTimer: Instant?
    /// What the ledger held for played at each `clear` that is still under way.
    private var clearedLedger: [Int] = []

    /// What was written down of the call.
    private(set) var log: [(at: Instant, kind: CallEvent.Kind)] = []
    /// What the bridge sent the agent, sound left out.
    private(set) var toAgent: [String] = []
    /// What the bridge had done outside.
    private(set) var errands: [CallAction] = []
    /// Where ledger and truth differ, in words.
    private(set) var differences: [String] = []
    /// How many times the two were compared.
    private(set) var comparisons = 0
    /// How far ledger and truth may be apart: a frame. Where messages jitter, the moment at which Twilio takes a frame is
    /// known only as well, and a frame at the beginning and one at the end of a sound may be counted wrongly.
    var tolerance: Int { PlayoutBuffer.frameByteCount * (conditions.jitter > .zero ? 2 : 1) }
    /// Whether what the ledger tells between marks is compared as well.
    var comparesBetweenMarks = true

    init(
        agentSpeaks: AudioFormat, limits: CallLimits = CallLimits(), conditions: Conditions = Conditions(),
        startingAt t0: Instant, keepsEar: Bool = false, recordings: RecordingLibrary? = nil,
        agentAnswersAfter delay: Duration = .zero, random: any RandomNumberGenerator
    ) {
        self.t0 = t0
        now = t0
        self.conditions = conditions
        self.random = random
        self.keepsEar = keepsEar
        playback = PlaybackBuffer(recordsAudio: false)
        lastArrivalHere = t0
        lastArrivalThere = t0
        // Twilio's `start` comes when our answer to its upgrade has gone there and it has come here.
        core = CallCore(
            limits: limits, holdSound: HoldTone.muLaw, canHangUp: false,
            at: t0 - conditions.toTwilio - conditions.fromTwilio)
        if let recordings { core.record(with: Recorder(callID: Self.callID, library: recordings)) }
        begin()
        add(.agentAnswers(agentSpeaks), at: t0 + delay)
        add(.tick, at: t0 + conditions.phase)
    }

    /// The agent's message arrives here so long after the start.
    func agent(at offset: Duration, _ write: (inout [UInt8]) -> Void) {
        var text: [UInt8] = []
        write(&text)
        add(.fromAgent(text), at: t0 + offset)
    }

    /// The agent closes its socket.
    func agentCloses(_ code: UInt16 = 1000, at offset: Duration) { add(.agentCloses(code), at: t0 + offset) }

    /// The caller speaks from here to there.
    func callerSpeaks(from start: Duration, to end: Duration) {
        add(.voice(isSpeaking: true), at: t0 + start)
        add(.voice(isSpeaking: false), at: t0 + end)
    }

    /// The caller hangs up.
    func callerHangsUp(at offset: Duration) { add(.stop, at: t0 + offset) }

    /// Lets time pass until nothing more happens, or until so long after the start.
    func run(until end: Duration = .seconds(4000)) {
        while let next = events.next, next <= t0 + end, let event = events.pop() {
            now = next
            happen(event)
            if !core.machine.ledger.totals.isBalanced { differ("not balanced: \(core.machine.ledger.totals)") }
        }
        now = t0 + end
    }

    /// What the log says of all sound at the end.
    var sound: SoundCounts? {
        for case .sound(let counts) in log.map(\.kind) { return counts }
        return nil
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        Base64.encode(bytes.span, into: &text)
        return text
    }
}

// MARK: - What happens

extension VirtualCall {
    private func happen(_ event: Event) {
        switch event {
        case .tick: tick()
        case .atTwilio(let text): twilioHears(text)
        case .fromTwilio(let text, let mark): bridgeHears(text, mark)
        case .mark(let mark): sendMark(mark)
        case .fromAgent(let text):
            core.agentReceived(text.span, queued: 0, at: now)
            emptyOutbox()
        case .agentAnswers(let format): agentAnswers(format)
        case .agentCloses(let code):
            perform(core.machine.agentClosed(Make.closed(code), at: now))
        case .comparison(let ledger, let label): compare(ledger, playback.bytesHeard, label)
        case .stop: stop()
        case .timer:
            if let deadline = core.machine.nextDeadline, deadline <= now {
                perform(core.machine.timerFired(at: now))
            }
        case .voice(let isSpeaking): callerSpeaks = isSpeaking
        }
        if let deadline = core.machine.nextDeadline { add(.timer, at: max(deadline, now), onlyIfEarlier: true) }
    }

    private func begin() {
        perform(core.machine.streamStarted(Self.start, at: now))
        let ticket = StreamTicket(
            callID: Self.callID, twilioCallSID: "CA1", elevenLabsAgentID: "agent_1", dynamicVariables: [:])
        perform(core.machine.judged(.admitted(ticket), at: now))
    }

    private func agentAnswers(_ agentSpeaks: AudioFormat) {
        perform(core.machine.agentConnected(at: now))
        let metadata = ConversationMetadata(
            conversationID: "conv_1", agentOutputAudioFormat: agentSpeaks.vendorName,
            userInputAudioFormat: "ulaw_8000")
        perform(core.machine.agentSaid(.metadata(metadata), at: now))
    }

    private func perform(_ actions: [CallAction]) {
        core.perform(actions, at: now)
        emptyOutbox()
    }

    private func emptyOutbox() {
        let outbox = core.outbox
        core.outbox.removeAll()
        for item in outbox.items {
            switch item {
            case .toStream(let range, _), .clearStream(let range): send(Array(outbox.bytes[range]))
            case .toAgent(let range, let isMedia):
                if !isMedia { toAgent.append(String(decoding: outbox.bytes[range], as: UTF8.self)) }
            case .action(.record(let kind)): log.append((now, kind))
            case .action(.closeStream):
                errands.append(.closeStream(.normal, reason: ""))
                add(.stop, at: now + conditions.toTwilio)
            case .action(let action): errands.append(action)
            }
        }
    }

    private func send(_ text: [UInt8]) {
        if comparesBetweenMarks, String(decoding: text.prefix(16), as: UTF8.self) == #"{"event":"clear""# {
            clearedLedger.append(core.machine.ledger.totals.played)
        }
        var arrival = now + conditions.toTwilio
        if let stall = conditions.stallToTwilio, stall.contains(arrival) { arrival = stall.upperBound }
        lastArrivalThere = max(lastArrivalThere, arrival)
        add(.atTwilio(text), at: lastArrivalThere)
    }

    private func bridgeHears(_ text: [UInt8], _ mark: MarkTruth?) {
        if let mark, let place = core.machine.ledger.position(ofMark: mark.name) {
            compare(place, mark.passed, "at mark \(mark.name)")
        }
        core.streamReceived(text.span, at: now)
        emptyOutbox()
        if mark != nil { compareSoon("after mark") }
    }

    /// What the ledger thinks is played now is what Twilio has played when what is sent now arrives there.
    private func compareSoon(_ label: String) {
        guard comparesBetweenMarks else { return }
        var ledger = core.machine.ledger
        ledger.advance(to: now)
        add(.comparison(ledger: ledger.totals.played, label: label), at: now + conditions.toTwilio)
    }

    private func compare(_ ledger: Int, _ truth: Int, _ label: String) {
        guard !hasStopped else { return }
        comparisons += 1
        if abs(ledger - truth) > tolerance {
            differ("\(label): the ledger says \(ledger), Twilio \(truth)")
        }
    }

    private func differ(_ words: String) {
        if differences.count < 20 { differences.append("\(now - t0): \(words)") }
    }

    private func add(_ event: Event, at time: Instant, onlyIfEarlier: Bool = false) {
        if onlyIfEarlier {
            guard nextTimer.map({ time < $0 || $0 < now }) ?? true else { return }
            nextTimer = time
        }
        events.add(event, at: time)
    }
}

// MARK: - Twilio

extension VirtualCall {
    private func tick() {
        guard !hasStopped else { return }
        var heard: [UInt8] = []
        let marks = playback.tick(playing: &heard)
        if keepsEar { ear += heard + [UInt8](repeating: 0xFF, count: 160 - heard.count) }
        for name in marks { echo(name) }
        var text: [UInt8] = []
        writer.appendMedia(
            payload: (callerSpeaks ? Self.loud : Self.quiet).span, timestamp: 20 * ticks, into: &text)
        ticks += 1
        toBridge(text)
        add(.tick, at: now + Self.frame)
    }

    private func twilioHears(_ text: [UInt8]) {
        guard !hasStopped else { return }
        switch try? MediaStreamCommand(decoding: text.span, streamSID: "MZ1") {
        case .media(let payload, _):
            var bytes: [UInt8] = []
            _ = Base64.decode(text.span.extracting(payload), into: &bytes)
            _ = playback.receive(audio: bytes.span)
        case .mark(let name):
            for name in playback.receive(mark: name) { echo(name) }
        case .clear:
            let before = playback.bytesHeard
            for name in playback.clear() { echo(name) }
            if comparesBetweenMarks { compare(clearedLedger.removeFirst(), before, "at clear") }
        case nil:
            differ("Twilio does not know \(String(decoding: text, as: UTF8.self))")
        }
    }

    private func stop() {
        guard !hasStopped else { return }
        playback.finish()
        var text: [UInt8] = []
        writer.appendStop(into: &text)
        toBridge(text)
        hasStopped = true
    }

    private func echo(_ name: String) {
        let mark = MarkTruth(name: name, passed: playback.bytesReceived - playback.bytesQueued)
        switch conditions.marks {
        case .honest:
            sendMark(mark)
        case .lost(let oneIn):
            if Int.random(in: 0..<oneIn, using: &random) > 0 { sendMark(mark) }
        case .delayed(let limit):
            lastWasDelayed = !lastWasDelayed && Bool.random(using: &random)
            let delay = lastWasDelayed ? Int.random(in: 0...limit.nanoseconds, using: &random) : 0
            add(.mark(mark), at: now + .nanoseconds(delay))
        case .swapped:
            if let held = heldMark {
                heldMark = nil
                sendMark(mark)
                sendMark(held)
            } else if Bool.random(using: &random) {
                heldMark = mark
            } else {
                sendMark(mark)
            }
        }
    }

    private func sendMark(_ mark: MarkTruth) {
        guard !hasStopped else { return }
        var text: [UInt8] = []
        writer.appendMark(name: mark.name, into: &text)
        toBridge(text, mark: mark)
    }

    private func toBridge(_ text: [UInt8], mark: MarkTruth? = nil) {
        var arrival = now + conditions.fromTwilio
        arrival += .nanoseconds(Int.random(in: 0...conditions.jitter.nanoseconds, using: &random))
        if let stall = conditions.stallFromTwilio, stall.contains(arrival) { arrival = stall.upperBound }
        lastArrivalHere = max(lastArrivalHere, arrival)
        add(.fromTwilio(text, mark: mark), at: lastArrivalHere)
    }
}

/// What is due, soonest first; of what is due at once, in the order in which it was added.
struct EventQueue<Event> {
    private var heap: [(time: ContinuousClock.Instant, order: Int, event: Event)] = []
    private var count = 0

    /// When the next is due.
    var next: ContinuousClock.Instant? { heap.first?.time }

    mutating func add(_ event: Event, at time: ContinuousClock.Instant) {
        count += 1
        heap.append((time, count, event))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Event? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.event
    }

    private mutating func sink() {
        var parent = 0
        while 2 * parent + 1 < heap.count {
            var child = 2 * parent + 1
            if child + 1 < heap.count, isBefore(child + 1, child) { child += 1 }
            guard isBefore(child, parent) else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }

    private func isBefore(_ one: Int, _ other: Int) -> Bool {
        (heap[one].time, heap[one].order) < (heap[other].time, heap[other].order)
    }
}
