import Twilio

/// A call without its sockets: what each side sends goes in with the time, and what is to be sent and done comes out, in
/// ``outbox``. It decides nothing that ``CallStateMachine`` decides; it reads messages, converts sound and writes messages.
///
/// Empty the outbox after every call of a method.
struct CallCore: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    /// What decides.
    var machine: CallStateMachine
    /// What is to be sent and done.
    var outbox = CallOutbox()

    var holdSound: SoundLoop
    var audio: AudioPath?
    var encoder: MediaStreamEncoder?
    var recorder: Recorder?

    // Memory kept between messages: decoded sound, encoded sound.
    var sound: [UInt8] = []
    var text: [UInt8] = []

    /// A stream was accepted. `holdSound` is mu-law, played over and over.
    init(limits: CallLimits, holdSound: [UInt8], canHangUp: Bool, at now: Instant) {
        machine = CallStateMachine(limits: limits, canHangUp: canHangUp, at: now)
        self.holdSound = SoundLoop(holdSound)
    }

    /// Records the call from here on.
    mutating func record(with recorder: Recorder) {
        self.recorder = recorder
        machine.ledger.notesStretches = true
    }

    /// Takes what the machine ordered: does what is done here, and passes on the rest.
    mutating func perform(_ actions: [CallAction], at now: Instant) {
        for action in actions { perform(action, at: now) }
    }
}
