import Calls
import ElevenLabs
import Testing
import Transport
import Twilio
import WebSocket

@testable import Bridge

/// Machines in any state, and what goes into them; a test names only what matters to it. Time starts at ``t0``.
enum Make {
    static let t0 = ContinuousClock.now
    static let callID = RecordID("0123456789abcdef01234567")!

    static func start(
        encoding: String = "audio/x-mulaw", sampleRate: Int = 8000, channels: Int = 1,
        parameters: [String: String] = [:]
    ) -> StreamStart {
        StreamStart(
            accountSID: "AC1", streamSID: "MZ1", callSID: "CA1", encoding: encoding, sampleRate: sampleRate,
            channels: channels, customParameters: parameters)
    }

    static let ticket = StreamTicket(
        callID: callID, twilioCallSID: "CA1", elevenLabsAgentID: "agent_1", dynamicVariables: [:])

    static func metadata(speaks: String = "pcm_16000", hears: String = "pcm_16000") -> ConversationEvent {
        .metadata(
            ConversationMetadata(
                conversationID: "conv_1", agentOutputAudioFormat: speaks, userInputAudioFormat: hears))
    }

    static func awaitingStart(canHangUp: Bool = true, limits: CallLimits = CallLimits()) -> CallStateMachine {
        CallStateMachine(limits: limits, canHangUp: canHangUp, at: t0)
    }

    static func judging(canHangUp: Bool = true, limits: CallLimits = CallLimits()) -> CallStateMachine {
        var machine = awaitingStart(canHangUp: canHangUp, limits: limits)
        _ = machine.streamStarted(start(), at: t0)
        return machine
    }

    static func dialing(canHangUp: Bool = true, limits: CallLimits = CallLimits()) -> CallStateMachine {
        var machine = judging(canHangUp: canHangUp, limits: limits)
        _ = machine.judged(.admitted(ticket), variables: ["name": "Ada"], at: t0)
        return machine
    }

    static func awaitingMetadata(canHangUp: Bool = true, limits: CallLimits = CallLimits()) -> CallStateMachine {
        var machine = dialing(canHangUp: canHangUp, limits: limits)
        _ = machine.agentConnected(at: t0)
        return machine
    }

    static func talking(canHangUp: Bool = true, limits: CallLimits = CallLimits()) -> CallStateMachine {
        var machine = awaitingMetadata(canHangUp: canHangUp, limits: limits)
        _ = machine.agentSaid(metadata(), at: t0)
        return machine
    }

    /// A second of a response with this id was sent to the caller at this time.
    static func speak(_ machine: inout CallStateMachine, eventID: Int = 1, at now: ContinuousClock.Instant = t0) {
        _ = machine.agentSent(eventID: eventID)
        carryOut(machine.soundBegins(eventID: eventID, at: now), &machine, at: now)
        send(&machine, at: now)
    }

    /// Sound of the open response went to the caller: a second of quiet mu-law, unless told otherwise.
    static func send(_ machine: inout CallStateMachine, count: Int = 8000, at now: ContinuousClock.Instant = t0) {
        machine.received(count, holding: 0)
        carryOut(
            machine.sentToCaller([UInt8](repeating: 0xFF, count: count).span, at: now), &machine, at: now)
    }

    /// Sends the marks that were ordered.
    static func carryOut(
        _ actions: [CallAction], _ machine: inout CallStateMachine, at now: ContinuousClock.Instant = t0
    ) {
        for case .sendMark(let name) in actions { machine.markSent(name, at: now) }
    }

    /// Ends the open response as the session would, and gives its mark.
    @discardableResult
    static func finish(_ machine: inout CallStateMachine, at now: ContinuousClock.Instant = t0) -> String? {
        var mark: String?
        for case .finishResponse(let name) in machine.responseEnded() {
            machine.responseFinished(mark: name, at: now)
            mark = name
        }
        return mark
    }

    static func closed(_ code: UInt16, _ reason: String = "", wasClean: Bool = true) -> CloseReason {
        CloseReason(code: CloseCode(rawValue: code), reason: reason, wasClean: wasClean)
    }

    static func frames(
        fromCaller: Int = 0, toAgent: Int = 0, fromAgent: Int = 0, toCaller: Int = 0, dropped: Int = 0
    ) -> CallAction {
        var counts = FrameCounts()
        counts.fromCaller = fromCaller
        counts.toAgent = toAgent
        counts.fromAgent = fromAgent
        counts.toCaller = toCaller
        counts.dropped = dropped
        return .record(.frames(counts))
    }

    static func sound(received: Int, played: Int, cleared: Int = 0, dropped: Int = 0) -> CallAction {
        .record(.sound(SoundCounts(received: received, played: played, cleared: cleared, dropped: dropped)))
    }

    /// What the end of a call consists of, once nothing is to be waited for any more.
    static func ended(
        _ reason: CallEndReason, _ detail: String = "", frames: CallAction = frames(), sound: CallAction? = nil,
        closing: CloseCode? = .normal
    ) -> [CallAction] {
        (closing.map { [.closeStream($0, reason: "")] } ?? [])
            + (sound.map { [$0] } ?? []) + [frames, .record(.ended(reason, detail: detail)), .retire]
    }
}

extension CallStateMachine {
    /// A frame of the caller's.
    mutating func callerSent(at now: ContinuousClock.Instant = Make.t0, payload: [UInt8] = Array("////".utf8))
        -> CallerFrameVerdict
    {
        callerSent(payload.span, at: now)
    }
}
