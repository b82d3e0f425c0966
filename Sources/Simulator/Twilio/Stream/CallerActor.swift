/// Plays a ``CallerScript``: told every 20 ms whether the agent is audible, it answers what the caller does in that time.
struct CallerActor: Sendable {
    /// What happens in 20 ms.
    enum Act: Hashable, Sendable {
        /// The line is quiet.
        case silence
        /// 160 bytes, or what is left, of the sound of this step, from this offset.
        case speech(step: Int, offset: Int)
        /// A key is pressed, on a quiet line.
        case key(String)
        /// The caller hangs up; so it answers from then on.
        case hangUp
    }

    /// How long an act takes.
    static let tick = Duration.milliseconds(20)

    /// Which step is being played; equal to the number of steps at the end.
    private(set) var step = 0
    /// Whether the caller hung up because the agent did not do what a step waited for.
    private(set) var gaveUp = false

    private let script: CallerScript
    private var hasHungUp = false
    /// Time in this step.
    private var elapsed = Duration.zero
    /// Time in this step since the agent was first audible.
    private var sinceFirstHeard: Duration?
    /// Time in this step in which the agent was audible.
    private var heard = Duration.zero
    /// Time in this step since the agent was last audible.
    private var quiet = Duration.zero
    /// Bytes of the step's sound that were said.
    private var said = 0

    init(_ script: CallerScript) { self.script = script }

    /// The sound of a step that ``Act/speech(step:offset:)`` names.
    func sound(ofStep step: Int) -> [UInt8] {
        switch script.steps[step] {
        case .say(let sound), .interrupt(_, let sound): sound
        case .waitForSilence, .press, .pause, .waitForHangUp, .hangUp: []
        }
    }

    /// Lets 20 ms pass.
    mutating func tick(hearsAgent: Bool) -> Act {
        guard !hasHungUp else { return .hangUp }
        listen(hearsAgent)
        while step < script.steps.count {
            if let act = play(script.steps[step]) {
                elapsed += Self.tick
                return act
            }
            beginNextStep()
        }
        return hangUp()
    }
}

extension CallerActor {
    private mutating func listen(_ hearsAgent: Bool) {
        if hearsAgent {
            heard += Self.tick
            quiet = .zero
        } else {
            quiet += Self.tick
        }
        if let since = sinceFirstHeard {
            sinceFirstHeard = since + Self.tick
        } else if hearsAgent {
            sinceFirstHeard = .zero
        }
    }

    /// What the step does now; `nil` once it is done.
    private mutating func play(_ current: CallerScript.Step) -> Act? {
        switch current {
        case .waitForSilence(let minimum, let pause):
            return heard >= minimum && quiet >= pause ? nil : wait()
        case .say(let sound):
            return speak(sound)
        case .interrupt(let delay, let sound):
            guard said > 0 || (sinceFirstHeard.map { $0 >= delay } ?? false) else { return wait() }
            return speak(sound)
        case .press(let digit):
            guard said == 0 else { return nil }
            said = 1
            return .key(digit)
        case .pause(let length):
            return elapsed >= length ? nil : .silence
        case .waitForHangUp(let limit):
            return elapsed >= limit ? hangUp() : .silence
        case .hangUp:
            return hangUp()
        }
    }

    private mutating func speak(_ sound: [UInt8]) -> Act? {
        guard said < sound.count else { return nil }
        defer { said += PlaybackBuffer.frameByteCount }
        return .speech(step: step, offset: said)
    }

    private mutating func wait() -> Act {
        guard elapsed >= script.patience else { return .silence }
        gaveUp = true
        return hangUp()
    }

    private mutating func hangUp() -> Act {
        hasHungUp = true
        return .hangUp
    }

    private mutating func beginNextStep() {
        step += 1
        elapsed = .zero
        sinceFirstHeard = nil
        heard = .zero
        quiet = .zero
        said = 0
    }
}
